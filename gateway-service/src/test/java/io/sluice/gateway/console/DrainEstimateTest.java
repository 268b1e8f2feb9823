package io.sluice.gateway.console;

import static io.sluice.gateway.api.tasks.TaskViewBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.Timespan;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Drain.OnDeadline;
import io.sluice.contracts.task.TaskHistory;
import io.sluice.contracts.task.TaskMinute;
import io.sluice.contracts.task.TaskMinute.Percentiles;
import io.sluice.contracts.task.TaskView;
import io.sluice.gateway.console.DrainEstimate.Bounded;
import io.sluice.gateway.console.DrainEstimate.Empty;
import io.sluice.gateway.console.DrainEstimate.Likely;
import io.sluice.gateway.console.DrainEstimate.Limit;
import io.sluice.gateway.console.DrainEstimate.Overdue;
import io.sluice.gateway.console.DrainEstimate.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainEstimateTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final Optional<Duration> NOBODY_KNOWS = Optional.empty();
    private static final Drain ON = drain(null, null);

    @Test
    void withoutADrainThereIsNothingToWaitFor() {
        assertThat(DrainEstimate.of(Drain.OFF, Optional.of(1), List.of(started(5, 60)), NOBODY_KNOWS, NOW))
                .isEqualTo(new Empty());
    }

    @Test
    void withNoLiveAttemptThereIsNothingToWaitFor() {
        assertThat(estimate(ON, NOBODY_KNOWS)).isEqualTo(new Empty());
    }

    @Test
    void withoutDispatchNothingIsKnown() {
        assertThat(DrainEstimate.of(ON, Optional.empty(), List.of(), NOBODY_KNOWS, NOW))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.because()).contains("can't be asked"));
    }

    @Test
    void theLastTimeoutIsTheLatest() {
        assertThat(estimate(ON, NOBODY_KNOWS, started(50, 60), started(5, 30)))
                .isEqualTo(new Bounded(in(25), Limit.TIMEOUT, Optional.empty()));
    }

    @Test
    void oneThatHasNotStartedHasNoLatest() {
        assertThat(estimate(ON, Optional.of(Duration.ofMinutes(1)), started(5, 30), task(null, 30)))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.because()).contains("not started"));
    }

    @Test
    void moreThanAreKnownHaveNoLatest() {
        assertThat(DrainEstimate.of(ON, Optional.of(3), List.of(started(5, 60)), NOBODY_KNOWS, NOW))
                .isEqualTo(new Unknown("only 1 of 3 tasks are looked at"));
    }

    @Test
    void whatMostTasksTakeIsLikelyWhenItIsEarlier() {
        assertThat(estimate(ON, Optional.of(Duration.ofMinutes(12)), started(2, 60), started(20, 60)))
                .isEqualTo(new Bounded(in(58), Limit.TIMEOUT, Optional.of(new Likely(in(10), Duration.ofMinutes(12)))));
    }

    @Test
    void whatHasTakenLongerThanMostTellsNothing() {
        assertThat(estimate(ON, Optional.of(Duration.ofMinutes(12)), started(20, 60)))
                .isEqualTo(new Bounded(in(40), Limit.TIMEOUT, Optional.empty()));
    }

    @Test
    void whatIsLikelyIsNeverLaterThanTheLatest() {
        assertThat(estimate(ON, Optional.of(Duration.ofHours(5)), started(20, 60)))
                .isEqualTo(new Bounded(in(40), Limit.TIMEOUT, Optional.empty()));
    }

    @Test
    void aDeadlineBeforeTheLastTimeoutIsTheLatest() {
        assertThat(estimate(drain(in(10), OnDeadline.REQUEUE), NOBODY_KNOWS, started(20, 60)))
                .isEqualTo(new Bounded(in(10), Limit.REQUEUE, Optional.empty()));
        assertThat(estimate(drain(in(10), OnDeadline.CANCEL), NOBODY_KNOWS, task(null, 60)))
                .isEqualTo(new Bounded(in(10), Limit.CANCEL, Optional.empty()));
    }

    @Test
    void aDeadlineAfterTheLastTimeoutIsNone() {
        assertThat(estimate(drain(in(50), OnDeadline.CANCEL), NOBODY_KNOWS, started(20, 60)))
                .isEqualTo(new Bounded(in(40), Limit.TIMEOUT, Optional.empty()));
    }

    @Test
    void aDeadlineThatLeavesWhatRunsEndsNothing() {
        assertThat(estimate(drain(in(10), OnDeadline.LEAVE), NOBODY_KNOWS, started(20, 60)))
                .isEqualTo(new Bounded(in(40), Limit.TIMEOUT, Optional.empty()));
    }

    @Test
    void aLatestThatIsPastOrNowIsOverdue() {
        assertThat(estimate(ON, NOBODY_KNOWS, started(60, 60))).isEqualTo(new Overdue(NOW));
        assertThat(estimate(drain(in(-1), OnDeadline.CANCEL), NOBODY_KNOWS, started(20, 60)))
                .isEqualTo(new Overdue(in(-1)));
    }

    @Test
    void whatIsTypicalIsTheLongestOfTheMinutes() {
        assertThat(DrainEstimate.typical(new TaskHistory(List.of(
                        minute(new Percentiles(1, 7_000, 9_000)),
                        minute(null),
                        minute(new Percentiles(2, 5_000, 99_000))))))
                .contains(Duration.ofSeconds(7));
        assertThat(DrainEstimate.typical(new TaskHistory(List.of(minute(null)))))
                .isEmpty();
    }

    private static DrainEstimate estimate(Drain drain, Optional<Duration> typical, TaskView... live) {
        return DrainEstimate.of(drain, Optional.of(live.length), List.of(live), typical, NOW);
    }

    private static Drain drain(@Nullable Instant deadline, @Nullable OnDeadline end) {
        return new Drain(true, "patch", "alice", in(-60), deadline, end);
    }

    private static Instant in(long minutes) {
        return NOW.plus(Duration.ofMinutes(minutes));
    }

    private static TaskView started(long minutesAgo, long timeoutMinutes) {
        return task(in(-minutesAgo), timeoutMinutes);
    }

    private static TaskView task(@Nullable Instant startedAt, long timeoutMinutes) {
        return aTask(new UUID(0, 1))
                .timingOutAfter(Timespan.ofSeconds(timeoutMinutes * 60))
                .assignedAndStarted(startedAt);
    }

    private static TaskMinute minute(@Nullable Percentiles ran) {
        return new TaskMinute(NOW, Map.of(), null, ran);
    }
}
