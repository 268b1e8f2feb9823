package io.sluice.dispatch.task;

import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.AttemptState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.NodeBuilder;
import io.sluice.dispatch.assignment.ClaimsUnderTest;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No statement of a task's way reads a table of the queue from its beginning to its end, nor an index of it, whatever statistics
 * say: a table that was empty when it was looked at may be full of rows, and of dead ones.
 */
class HotPlansStoreTest {
    private static final int TASKS = 300;
    private static final List<String> TABLES = List.of("task", "task_spec", "attempt");

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final ClaimsUnderTest claims = new ClaimsUnderTest(database);
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);

    /** What is planned now is planned for tables without a page. */
    @BeforeEach
    void planForEmptyTables() {
        TABLES.forEach(table -> database.run("vacuum analyze " + table));
        NodeBuilder.aNode("n-1").withCap(TASKS).insert(database);
        runToTheEnd(aTask().insert(database));
    }

    @Test
    void noTableIsReadFromItsBeginningToItsEnd() {
        letWait(20_000);
        database.run("delete from task");
        UUID[] tasks = queued();
        long before = scans("seq_scan");
        long byIndex = scans("idx_scan");

        runToTheEnd(tasks);

        await("statistics are written").atMost(Duration.ofSeconds(30)).until(() -> scans("idx_scan") > byIndex + TASKS);
        assertThat(scans("seq_scan")).isEqualTo(before);
    }

    @Test
    void noIndexIsReadFromItsBeginningToItsEnd() {
        int waiting = 50_000;
        letWait(waiting);
        UUID[] tasks = queued();
        long before = entries();

        runToTheEnd(tasks);

        await("statistics are written").atMost(Duration.ofSeconds(30)).until(() -> entries() > before + TASKS);
        assertThat(entries() - before).isLessThan(waiting);
    }

    /** Tasks for which there is no node. */
    private void letWait(int tasks) {
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

    private UUID[] queued() {
        return IntStream.range(0, TASKS).mapToObj(i -> aTask().insert(database)).toArray(UUID[]::new);
    }

    private void runToTheEnd(UUID... tasks) {
        int ended = (int) database.count("task_history");
        claims.claimAll();
        attempts.report(Stream.of(tasks)
                .flatMap(id -> Stream.of(
                        new Report.Started(id, 1), new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 1)))
                .toArray(Report[]::new));
        assertThat(database.count("task_history")).isEqualTo(ended + tasks.length);
    }

    /** Entries of indexes that were read. */
    private long entries() {
        database.run("select pg_stat_force_next_flush()");
        return database.rows("select relname, idx_tup_read from pg_stat_user_indexes").stream()
                .filter(row -> TABLES.contains(row.getString("relname")))
                .mapToLong(row -> row.getLong("idx_tup_read"))
                .sum();
    }

    private long scans(String kind) {
        // What a session has done is told by itself.
        database.run("select pg_stat_force_next_flush()");
        return database.rows("select relname, " + kind + " as scans from pg_stat_user_tables").stream()
                .filter(row -> TABLES.contains(row.getString("relname")))
                .mapToLong((Row row) -> row.getLong("scans"))
                .sum();
    }
}
