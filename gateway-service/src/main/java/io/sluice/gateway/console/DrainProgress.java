package io.sluice.gateway.console;

import io.sluice.contracts.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a drain has come, as the console says it.
 *
 * @param node that drains, or does not
 * @param live tasks that it waits for; empty when task-dispatch can't be asked, and without a drain
 * @param isWhole whether these are all of them
 * @param typical how long tasks run, as {@link DrainEstimate#typical} tells it
 */
record DrainProgress(NodeRow node, Optional<List<TaskRow>> live, boolean isWhole, Optional<Duration> typical) {
    /** Of a node that does not drain. */
    static DrainProgress none(NodeRow node) {
        return new DrainProgress(node, Optional.empty(), true, Optional.empty());
    }

    /** From the tasks of a node that have not ended. One that was lost there and waits for any node is none of its own. */
    static DrainProgress of(NodeRow node, List<TaskRow> active, boolean isWhole, Optional<Duration> typical) {
        List<TaskRow> live = active.stream()
                .filter(row -> row.task().state() != TaskState.QUEUED)
                .toList();
        return new DrainProgress(node, Optional.of(live), isWhole, typical);
    }

    /** What it waits for; empty without a drain. */
    public String text() {
        return node.drainProgress();
    }

    /** Live attempts when the drain's barrier closed; 0 when that is not known, or nothing ran. */
    public int began() {
        return node.began().orElse(0);
    }

    /** How many of them have ended. */
    public int ended() {
        return began() - node.running();
    }

    /** Whether there is a number of those that were there to measure by. */
    public boolean isMeasured() {
        return node.isDraining()
                && !node.isDrained()
                && began() > 0
                && node.node().runningTasks() != null;
    }

    /** The task that has run longest, and for how long; empty when none runs. */
    public String longestRunning() {
        return live.orElse(List.of()).stream()
                .filter(row -> row.task().startedAt() != null)
                .min(Comparator.comparing(
                        row -> Objects.requireNonNullElse(row.task().startedAt(), Instant.MAX)))
                .map(row -> row.what() + " has run for " + row.ran() + ", of " + row.timeout() + " at most.")
                .orElse("");
    }

    /** When it will be empty, worded as the estimate that it is; empty when there is nothing to wait for. */
    public String estimate() {
        if (node.isDrained()) {
            return "";
        }
        if (node.isDraining() && node.isOffline()) {
            return "No estimate: the node is not seen.";
        }
        DrainEstimate estimate = estimated();
        if (estimate instanceof DrainEstimate.Unknown unknown) {
            return "No estimate: " + unknown.because() + ".";
        }
        if (estimate instanceof DrainEstimate.Overdue overdue) {
            return "It should be empty since " + Ago.exactly(overdue.latest())
                    + ": a task has not ended in its time; look at the tasks below.";
        }
        return estimate instanceof DrainEstimate.Bounded bounded ? text(bounded) : "";
    }

    private DrainEstimate estimated() {
        Optional<Integer> left = live.map(rows -> isWhole ? rows.size() : Math.max(rows.size() + 1, node.running()));
        return DrainEstimate.of(
                node.node().drain(),
                left,
                live.orElse(List.of()).stream().map(TaskRow::task).toList(),
                typical,
                node.now());
    }

    private String text(DrainEstimate.Bounded bounded) {
        String limit = switch (bounded.by()) {
            case TIMEOUT -> "when the last timeout ends";
            case REQUEUE -> "when the drain's deadline sends what is left to other nodes";
            case CANCEL -> "when the drain's deadline cancels what is left";
        };
        String latest = "Empty by " + when(bounded.latest()) + " at the latest, " + limit + ".";
        return bounded.likely()
                .map(likely -> latest + " Likely by " + when(likely.at())
                        + ": of the tasks that ended in the last hour, on any" + " node, 95 % had run "
                        + Ago.length(likely.ran()) + " at most.")
                .orElse(latest);
    }

    private String when(Instant moment) {
        return Ago.exactly(moment) + " (in " + Ago.length(Duration.between(node.now(), moment)) + ")";
    }
}
