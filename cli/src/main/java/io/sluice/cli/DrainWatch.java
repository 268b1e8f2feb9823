package io.sluice.cli;

import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides from one look at a draining node after another what is worth saying and when it is over. No clock, no I/O. */
final class DrainWatch {
    /** The most tasks seen at once since the watch began: the m of "n of m left". */
    private int most;

    private @Nullable String said;

    /** What a look means. */
    sealed interface Step {
        /**
         * It goes on.
         *
         * @param line worth printing, or null when nothing has changed
         */
        record GoesOn(@Nullable String line) implements Step {}

        /** No task is left and none can come. */
        record Drained(String line) implements Step {}

        /** Somebody lifted the drain meanwhile. */
        record Lifted(String line) implements Step {}
    }

    /** Takes a look. */
    Step on(NodeView node) {
        if (!node.drain().enabled()) {
            return new Step.Lifted(node.name() + ": the drain was lifted meanwhile; it takes tasks again.");
        }
        if (isDrained(node)) {
            String gone = node.status() == NodeStatus.OFFLINE ? " (it is offline)" : "";
            return new Step.Drained(node.name() + ": drained" + gone + ".");
        }
        String now = node.name() + ": " + left(node);
        if (now.equals(said)) {
            return new Step.GoesOn(null);
        }
        said = now;
        return new Step.GoesOn(now);
    }

    /** An offline node whose attempts dispatch has counted to none, with the barrier up, has nothing left to wait for. */
    private static boolean isDrained(NodeView node) {
        boolean empty = Optional.ofNullable(node.runningTasks()).orElse(-1) == 0;
        return node.status() == NodeStatus.DRAINED
                || (node.status() == NodeStatus.OFFLINE && Boolean.TRUE.equals(node.barrier()) && empty);
    }

    private String left(NodeView node) {
        if (!Boolean.TRUE.equals(node.barrier())) {
            return "the barrier is not up yet; waiting for task-dispatch to confirm it.";
        }
        Integer running = node.runningTasks();
        if (running == null) {
            return "how many tasks are left is not known; task-dispatch does not answer.";
        }
        most = Math.max(most, running);
        return running + " of " + Words.tasks(most) + " left.";
    }
}
