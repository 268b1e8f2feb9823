-- At every start, whether or not there was anything to migrate: no end must find its day missing.
-- Yesterday too, for a transaction that began before midnight. The hourly sweeper goes on from here.
do $$
begin
    perform make_day_partitions((now() at time zone 'UTC')::date - 1, (now() at time zone 'UTC')::date + 14);
end
$$;
