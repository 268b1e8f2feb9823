package io.sluice.dispatch.attempts;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Timer;
import io.sluice.contracts.Reason;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.leases.LossesOf;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndMetricsStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);

    @BeforeEach
    void node() {
        aNode("n-1").insert(database);
    }

    @Test
    void anEndTellsHowLongTheTaskWaitedAndRan() {
        UUID id = anAttempt()
                .of(aTask().submittedAgo(Duration.ofSeconds(100)))
                .assignedAgo(Duration.ofSeconds(40))
                .insert(database);

        attempts.report(new Report.Ended(id, 1, AttemptState.FAILED, 3, null, 30_000));

        assertThat(waiting(TaskState.FAILED).totalTime(TimeUnit.SECONDS)).isBetween(59.0, 61.0);
        assertThat(running(TaskState.FAILED).totalTime(TimeUnit.SECONDS)).isBetween(29.9, 30.5);
        assertThat(ends("FAILED")).isOne();
        assertThat(waiting(TaskState.SUCCEEDED).count()).isZero();
    }

    @Test
    void eachLengthIsInTheBucketsOfSeconds() {
        UUID id = anAttempt()
                .of(aTask().submittedAgo(Duration.ofSeconds(100)))
                .assignedAgo(Duration.ofSeconds(40))
                .insert(database);

        attempts.report(new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 30_100));

        assertThat(waiting(TaskState.SUCCEEDED).takeSnapshot().histogramCounts())
                .filteredOn(bucket -> bucket.count() == 1)
                .extracting(bucket -> bucket.bucket(TimeUnit.SECONDS))
                .startsWith(60.0 + 240.0);
    }

    @Test
    void theSameEndTwiceIsCountedOnce() {
        UUID id = anAttempt().insert(database);
        Report end = new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 10);

        attempts.report(end);
        attempts.report(end);

        assertThat(waiting(TaskState.SUCCEEDED).count()).isOne();
        assertThat(running(TaskState.SUCCEEDED).count()).isOne();
    }

    @Test
    void aTaskThatWaitsAgainHasNotEnded() {
        anAttempt().of(aTask().with(Guarantee.IDEMPOTENT).withMaxAttempts(3)).insert(database);
        database.run("update node_admission set epoch = 2");

        DispatchDatabase.await(LossesOf.sweep(attempts.losses));

        assertThat(ends("QUEUED")).isOne();
        for (TaskState state : List.of(TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELED)) {
            assertThat(waiting(state).count()).as("%s", state).isZero();
            assertThat(running(state).count()).as("%s", state).isZero();
        }
    }

    @Test
    void whatEndsWhileItWaitsHasWaitedAndNotRun() {
        UUID id = aTask().submittedAgo(Duration.ofSeconds(90)).insert(database);

        DispatchDatabase.await(attempts.cancels.cancel(id, "alice"));

        assertThat(waiting(TaskState.CANCELED).totalTime(TimeUnit.SECONDS)).isBetween(90.0, 100.0);
        assertThat(running(TaskState.CANCELED).count()).isZero();
    }

    @Test
    void aSubmissionFromTheFutureWaitedForNothing() {
        UUID id = aTask().submittedAgo(Duration.ofSeconds(-60)).insert(database);

        DispatchDatabase.await(attempts.cancels.cancel(id, "alice"));

        assertThat(waiting(TaskState.CANCELED).count()).isOne();
        assertThat(waiting(TaskState.CANCELED).totalTime(TimeUnit.SECONDS)).isZero();
    }

    @Test
    void anEndThatIsRolledBackIsNotCounted() {
        UUID id = aTask().insert(database);

        assertThatThrownBy(() -> DispatchDatabase.await(database.pool()
                        .withTransaction(transaction -> attempts.endStore
                                .queued(
                                        transaction,
                                        List.of(new QueuedEnd(id, TaskState.CANCELED, new Reason("X", "x"))))
                                .chain(() -> Uni.createFrom().failure(new IllegalStateException("rolled back"))))))
                .hasMessageContaining("rolled back");

        assertThat(waiting(TaskState.CANCELED).count()).isZero();
        assertThat(attempts.metrics.find("sluice.dispatch.ends").counter()).isNull();
    }

    private Timer waiting(TaskState state) {
        return attempts.metrics
                .get("sluice.dispatch.task.waiting")
                .tag("state", state.name())
                .timer();
    }

    private Timer running(TaskState state) {
        return attempts.metrics
                .get("sluice.dispatch.task.running")
                .tag("state", state.name())
                .timer();
    }

    private double ends(String state) {
        return attempts.metrics
                .get("sluice.dispatch.ends")
                .tag("state", state)
                .counter()
                .count();
    }
}
