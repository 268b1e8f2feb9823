package io.sluice.gateway.console;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Drain.OnDeadline;
import io.sluice.contracts.task.TaskHistory;
import io.sluice.contracts.task.TaskMinute;
import io.sluice.contracts.task.TaskMinute.Percentiles;
import io.sluice.contracts.task.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * When a node that drains will be empty, as far as it is known. The latest is sure as long as processes can be ended: each
 * attempt's start and its timeout, or the drain's deadline. What is likely rests on how long other tasks ran, and is no more
 * than that. Pure.
 */
sealed interface DrainEstimate {
    /** There is nothing to wait for. */
    record Empty() implements DrainEstimate {}

    /**
     * Nothing can be said.
     *
     * @param because why, as the rest of a sentence
     */
    record Unknown(String because) implements DrainEstimate {}

    /**
     * It will be empty.
     *
     * @param latest the latest, by the clock of task-dispatch's database
     * @param by what ends the last task then
     * @param likely when it is likely; empty when what is known tells no earlier time
     */
    record Bounded(Instant latest, Limit by, Optional<Likely> likely) implements DrainEstimate {}

    /**
     * A time by which most tasks like these would have ended.
     *
     * @param at by the clock of task-dispatch's database
     * @param ran of 100 tasks that ended in the last hour, on any node, 95 and more ran no longer
     */
    record Likely(Instant at, Duration ran) {}

    /** It should be empty by now: the latest is past. */
    record Overdue(Instant latest) implements DrainEstimate {}

    /** What ends the last task at the latest. */
    enum Limit {
        /** Its own timeout. */
        TIMEOUT,
        /** The drain's deadline, which sends what is left to other nodes. */
        REQUEUE,
        /** The drain's deadline, which cancels what is left. */
        CANCEL
    }

    /**
     * Estimates.
     *
     * @param left live attempts as dispatch counts them; empty when it can't be asked
     * @param live those tasks that are known
     * @param typical how long tasks run, as {@link #typical} tells it
     * @param now as near as possible to the clock of task-dispatch's database; it says only what is past
     */
    static DrainEstimate of(
            Drain drain, Optional<Integer> left, List<TaskView> live, Optional<Duration> typical, Instant now) {
        if (!drain.enabled() || left.equals(Optional.of(0))) {
            return new Empty();
        }
        if (left.isEmpty()) {
            return new Unknown("task dispatch can't be asked what runs there");
        }
        Instant deadline = drain.onDeadline() == OnDeadline.LEAVE ? null : drain.deadline();
        Optional<Instant> timeouts = timeouts(left.get(), live);
        if (deadline != null && (timeouts.isEmpty() || deadline.isBefore(timeouts.get()))) {
            Limit limit = drain.onDeadline() == OnDeadline.CANCEL ? Limit.CANCEL : Limit.REQUEUE;
            return bounded(deadline, limit, likely(left.get(), live, typical), now);
        }
        return timeouts.map(latest -> bounded(latest, Limit.TIMEOUT, likely(left.get(), live, typical), now))
                .orElseGet(() -> new Unknown(
                        live.size() < left.get()
                                ? "only " + live.size() + " of " + left.get() + " tasks are looked at"
                                : "a task there has not started yet"));
    }

    /**
     * How long tasks run: of each 100 that ended in the last hour 95 and more no longer. It is the longest of the minutes'
     * own, since percentiles of minutes can't be averaged. Empty when none ran.
     */
    static Optional<Duration> typical(TaskHistory history) {
        return history.items().stream()
                .map(TaskMinute::runningMillis)
                .filter(Objects::nonNull)
                .map(Percentiles::p95)
                .max(Comparator.naturalOrder())
                .map(Duration::ofMillis);
    }

    private static DrainEstimate bounded(Instant latest, Limit limit, Optional<Likely> likely, Instant now) {
        if (!latest.isAfter(now)) {
            return new Overdue(latest);
        }
        return new Bounded(
                latest,
                limit,
                likely.filter(time -> time.at().isAfter(now) && time.at().isBefore(latest)));
    }

    /** When the last timeout ends; empty unless every task is known and has started. */
    private static Optional<Instant> timeouts(int left, List<TaskView> live) {
        return lastEnd(left, live, task -> task.timeout().value());
    }

    private static Optional<Likely> likely(int left, List<TaskView> live, Optional<Duration> typical) {
        return typical.flatMap(ran -> lastEnd(left, live, task -> ran).map(at -> new Likely(at, ran)));
    }

    private static Optional<Instant> lastEnd(int left, List<TaskView> live, Function<TaskView, Duration> ran) {
        if (live.size() < left || live.stream().anyMatch(task -> task.startedAt() == null)) {
            return Optional.empty();
        }
        return live.stream()
                .map(task -> Objects.requireNonNull(task.startedAt()).plus(ran.apply(task)))
                .max(Comparator.naturalOrder());
    }
}
