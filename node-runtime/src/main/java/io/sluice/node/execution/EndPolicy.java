package io.sluice.node.execution;

import io.sluice.contracts.Reason;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said of an attempt that has ended. */
final class EndPolicy {
    private EndPolicy() {}

    /**
     * @param state to be reported
     * @param exitCode of the process, or null when there was none or it was ended by the node
     */
    record End(
            AttemptState state,
            @Nullable Integer exitCode,
            @Nullable Reason reason) {}

    /**
     * What to report, or nothing when the attempt is not this node's any more or is to go by its guarantee.
     *
     * @param order the one that ended it, or null when it ended by itself
     */
    static Optional<End> of(@Nullable StopOrder order, Guarantee guarantee, Duration timeout, TaskResult result) {
        if (order == null) {
            AttemptState state = result.failure() == null ? AttemptState.SUCCEEDED : AttemptState.FAILED;
            return Optional.of(new End(state, result.exitCode(), result.failure()));
        }
        return switch (order) {
            case CANCEL ->
                ended(AttemptState.CANCELED, result, "CANCELED", "The task was canceled while the attempt ran.");
            case REQUEUE ->
                ended(
                        AttemptState.CANCELED,
                        result,
                        "DRAIN_DEADLINE",
                        "The node is drained and the drain's deadline has passed.");
            case TIMEOUT ->
                ended(
                        AttemptState.TIMED_OUT,
                        result,
                        "TIMED_OUT",
                        "It ran longer than its timeout of " + text(timeout) + ".");
            case FENCED, CUT_OFF -> Optional.empty();
            case SHUTDOWN ->
                switch (guarantee) {
                    case ONCE ->
                        ended(
                                AttemptState.FAILED,
                                result,
                                "NODE_STOPPED",
                                "The node stopped before the task ended; rerun the task if that is safe.");
                    case EXCLUSIVE, IDEMPOTENT -> Optional.empty();
                };
        };
    }

    private static Optional<End> ended(AttemptState state, TaskResult result, String code, String text) {
        return Optional.of(new End(state, result.exitCode(), new Reason(code, text)));
    }

    private static String text(Duration timeout) {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }
}
