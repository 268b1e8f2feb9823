package io.sluice.dispatch.attempts;

import io.sluice.contracts.Reason;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.TaskState;
import org.jspecify.annotations.Nullable;

/** What becomes of a task whose attempt has ended on its node, or never began there. Pure. */
public final class EndPolicy {
    private EndPolicy() {}

    /**
     * What the node reports is what the attempt came to. The task goes with it, but where somebody wants it stopped:
     *
     * <ul>
     *   <li>a task that is being canceled is CANCELED, unless it had succeeded before the stop arrived;
     *   <li>one that was ended for another node to take it waits again. That is not a loss: it counts against no bound of
     *       attempts, though the attempt's number grows.
     * </ul>
     */
    public static AttemptEnd onReport(LiveAttempt attempt, Report.Ended report) {
        AttemptState state = report.state();
        Reason reason = state == AttemptState.SUCCEEDED ? null : reason(attempt, report);
        TaskState taskState = taskState(attempt, state);
        return new AttemptEnd(
                attempt.ref(),
                state,
                report.exitCode(),
                reason,
                attempt.started() || report.ranMillis() > 0 ? Math.max(0, report.ranMillis()) : null,
                taskState,
                taskReason(attempt, taskState, reason));
    }

    /**
     * Its node could not begin it for a fault of its own, and so nothing of it ran. The task waits again, in its old place and
     * whatever its guarantee, and no bound of attempts counts it; one that is being canceled is CANCELED.
     */
    public static AttemptEnd onNotStarted(LiveAttempt attempt, Report.Ended report) {
        String why =
                report.reason() == null ? "It gave no reason." : report.reason().text();
        return neverBegan(
                attempt,
                AttemptState.LOST,
                new Reason(
                        Report.NOT_STARTED,
                        "Node " + attempt.node() + " (epoch " + attempt.epoch() + ") could not begin it: " + why));
    }

    /**
     * Its node leaves and has not begun it. The task waits again, in its old place and whatever its guarantee, and it is not
     * a loss; one that is being canceled is CANCELED.
     */
    public static AttemptEnd onDeparture(LiveAttempt attempt) {
        return neverBegan(
                attempt,
                AttemptState.CANCELED,
                new Reason(
                        "NODE_LEFT",
                        "Node " + attempt.node() + " (epoch " + attempt.epoch()
                                + ") was stopped before it had begun it."));
    }

    private static AttemptEnd neverBegan(LiveAttempt attempt, AttemptState state, Reason reason) {
        TaskState taskState = attempt.canceler() == null ? TaskState.QUEUED : TaskState.CANCELED;
        return new AttemptEnd(
                attempt.ref(), state, null, reason, null, taskState, taskReason(attempt, taskState, reason));
    }

    private static TaskState taskState(LiveAttempt attempt, AttemptState state) {
        if (state == AttemptState.SUCCEEDED) {
            return TaskState.SUCCEEDED;
        }
        if (attempt.taskState() == TaskState.CANCELING) {
            return TaskState.CANCELED;
        }
        return switch (state) {
            case FAILED -> TaskState.FAILED;
            case TIMED_OUT -> TaskState.TIMED_OUT;
            case CANCELED -> attempt.stopCause() == StopCause.REQUEUE ? TaskState.QUEUED : TaskState.CANCELED;
            case ASSIGNED, RUNNING, SUCCEEDED, LOST ->
                throw new IllegalArgumentException("a node does not report " + state);
        };
    }

    private static @Nullable Reason taskReason(LiveAttempt attempt, TaskState taskState, @Nullable Reason reason) {
        return switch (taskState) {
            case QUEUED, SUCCEEDED -> null;
            case CANCELED ->
                attempt.canceler() == null ? reason : new Reason("CANCELED", "Canceled by " + attempt.canceler() + ".");
            case ASSIGNED, RUNNING, CANCELING, FAILED, TIMED_OUT, EXPIRED -> reason;
        };
    }

    /** The node knows that it was told to end it; who told, and why, is known here alone. */
    private static Reason reason(LiveAttempt attempt, Report.Ended report) {
        StopCause cause = attempt.stopCause();
        if (report.state() == AttemptState.CANCELED && cause != null && attempt.stopper() != null) {
            switch (cause) {
                case CANCEL -> {
                    return new Reason("CANCELED", "Canceled by " + attempt.stopper() + ".");
                }
                case REQUEUE -> {
                    return new Reason("DRAIN_DEADLINE", "Ended for another node by " + attempt.stopper() + ".");
                }
                case TIMEOUT, FENCED -> {}
            }
        }
        return reason(report);
    }

    private static Reason reason(Report.Ended report) {
        if (report.reason() != null) {
            return report.reason();
        }
        return new Reason(
                report.state().name(),
                report.exitCode() == null
                        ? "The node gave no reason."
                        : "The process ended with exit code " + report.exitCode() + ".");
    }
}
