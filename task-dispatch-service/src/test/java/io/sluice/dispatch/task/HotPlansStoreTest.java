package io.sluice.dispatch.task;

import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.AttemptState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.HotTables;
import io.sluice.dispatch.NodeBuilder;
import io.sluice.dispatch.assignment.ClaimsUnderTest;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
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

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final ClaimsUnderTest claims = new ClaimsUnderTest(database);
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);
    private final HotTables tables = new HotTables(database);

    @BeforeEach
    void planForEmptyTables() {
        tables.lookEmpty();
        NodeBuilder.aNode("n-1").withCap(TASKS).insert(database);
        runToTheEnd(aTask().insert(database));
    }

    @Test
    void noTableIsReadFromItsBeginningToItsEnd() {
        tables.letWait(20_000);
        database.run("delete from task");
        UUID[] tasks = queued();
        long before = tables.scans("seq_scan");
        long byIndex = tables.scans("idx_scan");

        runToTheEnd(tasks);

        assertThat(tables.scans("idx_scan")).isGreaterThan(byIndex + TASKS);
        assertThat(tables.scans("seq_scan")).isEqualTo(before);
    }

    @Test
    void noIndexIsReadFromItsBeginningToItsEnd() {
        int waiting = 50_000;
        tables.letWait(waiting);
        UUID[] tasks = queued();
        Map<String, Long> before = tables.entries();

        runToTheEnd(tasks);

        Map<String, Long> read = tables.entriesSince(before);
        assertThat(read.get("task_pkey")).isPositive();
        assertThat(read.values()).as("%s", read).allMatch(entries -> entries < waiting);
    }

    private UUID[] queued() {
        return IntStream.range(0, TASKS).mapToObj(i -> aTask().insert(database)).toArray(UUID[]::new);
    }

    private void runToTheEnd(UUID... tasks) {
        int ended = (int) database.count("task_history");
        claims.claimAll();
        report(tasks, id -> new Report.Started(id, 1));
        report(tasks, id -> new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 2));
        assertThat(database.count("task_history")).isEqualTo(ended + tasks.length);
    }

    private void report(UUID[] tasks, Function<UUID, Report> what) {
        attempts.report(Stream.of(tasks).map(what).toArray(Report[]::new));
    }
}
