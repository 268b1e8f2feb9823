-- Why tasks wait, by selector: the same for all tasks of a selector. One row while a cause holds, closed when another
-- takes its place; an EXPIRED task adds up what lies between its submission and its end.

create table wait_passage (
    selector_id integer not null references task_selector,
    code text not null,
    detail text not null,
    from_at timestamptz not null,
    until_at timestamptz,
    primary key (selector_id, from_at),
    constraint a_passage_has_a_length check (until_at is null or until_at >= from_at)
);
create unique index one_cause_at_a_time on wait_passage (selector_id) where until_at is null;
create index wait_passage_by_end on wait_passage (until_at) where until_at is not null;

-- What a task of this selector waited for between two moments: [{code, seconds}], longest first; null for nothing.
create function waited_for(selector integer, from_moment timestamptz, until_moment timestamptz) returns jsonb
language sql stable as $$
    select jsonb_agg(jsonb_build_object('code', code, 'seconds', seconds) order by seconds desc, code)
    from (
        select code,
               floor(extract(epoch from sum(
                   least(coalesce(until_at, until_moment), until_moment) - greatest(from_at, from_moment))))::bigint
                   as seconds
        from wait_passage
        where selector_id = selector and from_at < until_moment and coalesce(until_at, until_moment) > from_moment
        group by code) cause
    where seconds > 0
$$;
