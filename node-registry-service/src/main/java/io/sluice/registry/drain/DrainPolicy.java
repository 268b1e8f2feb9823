package io.sluice.registry.drain;

import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.node.NodeRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions about drains. Pure. */
final class DrainPolicy {
    /** Later than this no operator means, and the database can't hold much more. */
    static final Instant LATEST_DEADLINE = Instant.parse("9999-12-31T23:59:59Z");

    static final Instant EARLIEST_DEADLINE = Instant.parse("1970-01-01T00:00:00Z");

    private DrainPolicy() {}

    /** What is wrong with a request beyond what its own constraints say. */
    static List<FieldError> violations(DrainRequest request) {
        List<FieldError> errors = new ArrayList<>();
        if (request.reason().indexOf('\0') >= 0) {
            errors.add(new FieldError("reason", "must not hold a NUL character"));
        }
        Instant deadline = request.deadline();
        if (deadline != null && (deadline.isAfter(LATEST_DEADLINE) || deadline.isBefore(EARLIEST_DEADLINE))) {
            errors.add(new FieldError("deadline", "from " + EARLIEST_DEADLINE + " to " + LATEST_DEADLINE));
        }
        return errors;
    }

    /**
     * What becomes of a wish to drain.
     *
     * @param capacityNow slots of all RUNNING nodes, this one included if it is one
     * @param floor the fewest slots that may be left
     * @param check whether the operator obeys the floor
     */
    static DrainDecision onRequest(NodeRow node, DrainWish wish, int capacityNow, int floor, FloorCheck check) {
        if (wish.isSameAs(node.drain())) {
            return new DrainDecision.Same();
        }
        if (node.drain().enabled()) {
            return new DrainDecision.Amend();
        }
        int left = capacityLeft(node, capacityNow);
        boolean refused = isBelowFloor(capacityNow, left, floor);
        return switch (check) {
            case OBEY -> refused ? new DrainDecision.BelowFloor(capacityNow, left) : new DrainDecision.Begin();
            case FORCE -> new DrainDecision.Begin();
        };
    }

    /** Slots of all RUNNING nodes once this one is drained. One that is OFFLINE or draining gives none now. */
    static int capacityLeft(NodeRow node, int capacityNow) {
        return node.offline() || node.drain().enabled() ? capacityNow : capacityNow - node.taskCap();
    }

    /** Whether a drain takes capacity away and leaves too little. One that takes nothing away is never to blame. */
    static boolean isBelowFloor(int capacityNow, int capacityLeft, int floor) {
        return capacityLeft < capacityNow && capacityLeft < floor;
    }

    /**
     * Whether a node behind its barrier is DRAINED, by dispatch's own count and never by a node's word.
     *
     * @param load dispatch's view of the node; null when it has none, which counts for nothing
     */
    static boolean isDrained(NodeRow node, @Nullable NodeLoad load) {
        return load != null
                && node.drain().enabled()
                && node.barrier()
                && !load.open()
                && load.revision() >= node.revision()
                && load.liveAttempts() == 0;
    }

    /** Whether the operator obeys the capacity floor. */
    enum FloorCheck {
        /** Refuse what leaves too little. */
        OBEY,
        /** Drain all the same. */
        FORCE
    }
}
