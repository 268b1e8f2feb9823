package io.sluice.registry.membership;

import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How long ago nodes were last heard of, by the database's clock. Costs a pass over the nodes. */
@Singleton
final class HeartbeatAgeStore {
    /** Seconds; around the interval and the grace of the defaults, and then what an operator would wait. */
    static final List<Integer> BUCKETS = List.of(5, 10, 15, 20, 30, 60, 300, 3_600);

    private static final String AGES = """
            with expected as (
                select coalesce((own_labels || operator_labels) ->> 'pool', '') as pool,
                    greatest(0, extract(epoch from clock_timestamp() - last_seen_at)) as age
                from node where goodbye_at is null
            )
            select pool, max(age)::double precision as oldest, count(*) as nodes, %s
            from expected group by pool""".formatted(BUCKETS.stream()
            .map(bucket -> "count(*) filter (where age <= " + bucket + ") as within_" + bucket)
            .collect(Collectors.joining(", ")));

    /**
     * The nodes of a pool that are expected to be there: those that did not say goodbye.
     *
     * @param pool empty for none
     * @param oldestSeconds of the one that was not heard of for longest
     * @param within how many were heard of within each of the buckets' seconds, the last one being all of them
     */
    record Ages(String pool, double oldestSeconds, List<Long> within) {
        Ages plus(Ages other) {
            List<Long> both = new ArrayList<>(within.size());
            for (int i = 0; i < within.size(); i++) {
                both.add(within.get(i) + other.within.get(i));
            }
            return new Ages(pool, Math.max(oldestSeconds, other.oldestSeconds), both);
        }

        long nodes() {
            return within.get(within.size() - 1);
        }
    }

    /** One for each pool, in no order. */
    Uni<List<Ages>> ages(SqlClient client) {
        return client.preparedQuery(AGES).execute().map(rows -> Rows.list(rows, HeartbeatAgeStore::ages));
    }

    private static Ages ages(Row row) {
        Long[] within = new Long[BUCKETS.size() + 1];
        for (int i = 0; i < BUCKETS.size(); i++) {
            within[i] = row.getLong("within_" + BUCKETS.get(i));
        }
        within[BUCKETS.size()] = row.getLong("nodes");
        return new Ages(row.getString("pool"), row.getDouble("oldest"), Arrays.asList(within));
    }
}
