package io.sluice.dispatch;

import static io.sluice.dispatch.TaskBuilder.aTask;

import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tables of what lives: what plans are made for, and how much of them statements read. */
public final class HotTables {
    private static final List<String> NAMES = List.of("task", "task_spec", "attempt");

    private final DispatchDatabase database;

    public HotTables(DispatchDatabase database) {
        this.database = database;
    }

    /** What is planned from now on is planned for tables in which there was something once, and nothing when they were looked at. */
    public void lookEmpty() {
        letWait(20);
        database.run("delete from task");
        NAMES.forEach(table -> database.run("vacuum (analyze, truncate off) " + table));
    }

    /** Tasks for which there is no node. */
    public void letWait(int tasks) {
        aTask().withSelector("zone", "none").insert(database);
        database.run("""
                with waiting as (
                    insert into task (id, state, priority, selector_id, guarantee, max_attempts, timeout_millis,
                        queue_limit_millis, submitted_at, queued_at, expires_at)
                    select gen_random_uuid(), state, priority, selector_id, guarantee, max_attempts, timeout_millis,
                        queue_limit_millis, submitted_at, queued_at, expires_at
                    from task, generate_series(1, %d)
                    returning id)
                insert into task_spec (task_id, type, submission, submitted_by)
                select id, 'exec', '{}', 'test' from waiting""".formatted(tasks));
    }

    /** How many entries were read of each of their indexes, ever. */
    public Map<String, Long> entries() {
        database.writeStatistics();
        return database.rows("select relname, indexrelname, idx_tup_read from pg_stat_user_indexes").stream()
                .filter(row -> NAMES.contains(row.getString("relname")))
                .collect(Collectors.toMap(row -> row.getString("indexrelname"), row -> row.getLong("idx_tup_read")));
    }

    /** The same, since that was answered. */
    public Map<String, Long> entriesSince(Map<String, Long> before) {
        Map<String, Long> since = new TreeMap<>();
        entries().forEach((index, read) -> since.put(index, read - before.getOrDefault(index, 0L)));
        return since;
    }

    /** How often one of them was searched, in a way that statistics know: {@code seq_scan} or {@code idx_scan}. */
    public long scans(String kind) {
        database.writeStatistics();
        return database.rows("select relname, " + kind + " as scans from pg_stat_user_tables").stream()
                .filter(row -> NAMES.contains(row.getString("relname")))
                .mapToLong((Row row) -> row.getLong("scans"))
                .sum();
    }
}
