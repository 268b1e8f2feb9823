package io.sluice.registry.retirement;

import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.node.NodeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Decides what stands in the way of a retirement. Pure. */
final class RetirementPolicy {
    private RetirementPolicy() {}

    /**
     * All that stands in the way, each with the remedy. A node that is drained but still checks in is not gone: its
     * process would only register again.
     *
     * @param liveAttempts dispatch's own count; empty when it could not be asked, which is no obstacle by itself, since
     *     dispatch decides in the end
     */
    static List<FieldError> obstacles(NodeRow node, OptionalInt liveAttempts) {
        List<FieldError> obstacles = new ArrayList<>();
        if (!node.offline()) {
            String remedy = node.standing().enabled()
                    ? "stop its process, then retire it"
                    : "drain it, stop its process, then retire it";
            obstacles.add(new FieldError(
                    "status",
                    "node " + node.name() + " still checks in, last seen " + node.lastSeen() + ": " + remedy));
        }
        liveAttempts.ifPresent(count -> {
            if (count > 0) {
                obstacles.add(liveAttempts(node, count));
            }
        });
        return obstacles;
    }

    private static FieldError liveAttempts(NodeRow node, int count) {
        return new FieldError(
                "runningTasks",
                "node " + node.name() + " holds " + count + " live attempt" + (count == 1 ? "" : "s")
                        + ": wait until lost ones are given up, or cancel their tasks");
    }
}
