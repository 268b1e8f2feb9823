package io.sluice.dispatch.history;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The daily partitions: made ahead of time, dropped when their retention is over. */
@Singleton
final class PartitionStore {
    // A transaction that began before midnight still ends yesterday's.
    private static final String MAKE = """
            select make_day_partitions(
                (now() at time zone 'UTC')::date - 1, (now() at time zone 'UTC')::date + $1::integer)""";

    // Whole days alone: the newest row of a partition is as old as the retention says.
    private static final String PAST_RETENTION = """
            select child.relname as name
            from pg_inherits i
            join pg_class child on child.oid = i.inhrelid
            join pg_class parent on parent.oid = i.inhparent
            join unnest($1::text[], $2::bigint[]) as kept (parent, seconds) on kept.parent = parent.relname
            where child.relname ~ '_[0-9]{8}$'
                and (to_date(right(child.relname, 8), 'YYYYMMDD') + 1)::timestamp at time zone 'UTC'
                    <= now() - kept.seconds * interval '1 second'
            order by child.relname""";

    /*
     * Dropping a partition locks its parent against all else, and whoever comes while it waits for that lock waits behind
     * it. So it waits only so long, and is tried again. That another replica was first is no news.
     */
    private static final String GIVE_WAY =
            "set local lock_timeout = '200ms'; set local client_min_messages = 'warning'";

    /** Makes what is missing up to so many days ahead. */
    Uni<Void> make(SqlClient client, int daysAhead) {
        return client.preparedQuery(MAKE).execute(Tuple.of(daysAhead)).replaceWithVoid();
    }

    /** Names of the partitions that hold nothing but what is past its retention, oldest first. */
    Uni<List<String>> pastRetention(SqlClient client, Duration tasks, Duration logs) {
        return client.preparedQuery(PAST_RETENTION)
                .execute(Tuple.tuple()
                        .addArrayOfString(new String[] {"task_history", "attempt_history", "task_log"})
                        .addArrayOfLong(new Long[] {tasks.toSeconds(), tasks.toSeconds(), logs.toSeconds()}))
                .map(rows -> {
                    List<String> names = new ArrayList<>();
                    rows.forEach(row -> names.add(row.getString("name")));
                    return names;
                });
    }

    /** Drops it, or fails after a fifth of a second when it is in use; nothing when another replica was first. */
    Uni<Void> drop(Pool pool, String partition) {
        return pool.withTransaction(transaction -> transaction
                .query(GIVE_WAY)
                .execute()
                .chain(() -> transaction
                        .query("drop table if exists \"" + partition + "\"")
                        .execute())
                .replaceWithVoid());
    }
}
