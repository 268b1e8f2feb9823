package io.sluice.registry.drain;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.capacity.CapacityPolicy;
import io.sluice.registry.capacity.FloorCheck;
import io.sluice.registry.capacity.Slots;
import io.sluice.registry.node.NodeRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Decisions about drains. Pure. */
final class DrainPolicy {
    /** A deadline that was now when it was sent may arrive so late. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private DrainPolicy() {}

    /** What is wrong with a request beyond what its own constraints say, whatever stands. */
    static List<FieldError> violations(DrainChange change) {
        List<FieldError> errors = new ArrayList<>();
        if (change.cleared().contains(DrainChange.REASON)) {
            errors.add(new FieldError(DrainChange.REASON, "must not be null"));
        }
        if (change.deadline() != null && change.deadlineIn() != null) {
            errors.add(new FieldError("deadlineIn", "must not be there beside deadline"));
        }
        return errors;
    }

    /**
     * What becomes of a request to drain. One that begins a drain must respect the floor; on a node that drains already, it
     * changes that drain.
     *
     * @param slots of all RUNNING nodes, this one included if it is one
     * @param floor the fewest slots that may be left
     * @param check whether the operator obeys the floor
     */
    static DrainDecision onRequest(NodeRow node, DrainChange change, Slots slots, int floor, FloorCheck check) {
        Drain standing = node.drain();
        Instant deadline = change.deadlineOver(standing, slots.at());
        List<FieldError> errors = unfit(standing, change, deadline, slots.at());
        String reason = change.reason() != null ? change.reason() : standing.reason();
        if (reason == null || !errors.isEmpty()) {
            return new DrainDecision.Invalid(errors);
        }
        DrainTerms terms = new DrainTerms(reason, deadline, change.onDeadlineOver(standing, deadline));
        if (terms.isSameAs(standing)) {
            return new DrainDecision.Same();
        }
        if (standing.enabled()) {
            return new DrainDecision.Amend(terms);
        }
        return CapacityPolicy.refusal(node, slots.capacity(), 0, floor, check)
                .<DrainDecision>map(DrainDecision.Refused::new)
                .orElseGet(() -> new DrainDecision.Begin(terms));
    }

    /** What can't act as things stand: each is refused at its field. A deadline that stands may have passed. */
    private static List<FieldError> unfit(Drain standing, DrainChange change, @Nullable Instant deadline, Instant now) {
        List<FieldError> errors = new ArrayList<>();
        if (change.reason() == null && !standing.enabled()) {
            errors.add(new FieldError(DrainChange.REASON, "is required, since no operator drains the node yet"));
        }
        boolean stands = Objects.equals(deadline, standing.deadline());
        if (deadline != null && !stands && deadline.isBefore(now.minus(ON_ITS_WAY))) {
            errors.add(new FieldError(
                    DrainChange.DEADLINE,
                    "is past: by the database's clock it is " + now.truncatedTo(ChronoUnit.SECONDS)
                            + "; name a later one, or a length in deadlineIn"));
        }
        if (change.onDeadline() != null && deadline == null) {
            errors.add(new FieldError(
                    DrainChange.ON_DEADLINE, "is never done without a deadline: name deadline or deadlineIn too"));
        }
        return errors;
    }

    /**
     * Whether a node behind its barrier is DRAINED, by dispatch's own count and never by a node's word.
     *
     * @param load dispatch's view of the node; null when it has none, which counts for nothing
     */
    static boolean isDrained(NodeRow node, @Nullable NodeLoad load) {
        OptionalInt liveAttempts =
                load == null ? OptionalInt.empty() : load.finalAttempts(node.revision(), node.epoch());
        // One that is OFFLINE may be drained all the same, and is on record as that.
        return NodeStatus.of(false, node.standing().enabled(), node.barrier(), liveAttempts) == NodeStatus.DRAINED;
    }
}
