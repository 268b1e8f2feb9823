package io.sluice.registry.drain;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.NodeLoad;
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
import org.jspecify.annotations.Nullable;

/** Decisions about drains. Pure. */
final class DrainPolicy {
    /** Later than this no operator means, and the database can't hold much more. */
    static final Instant LATEST_DEADLINE = Instant.parse("9999-12-31T23:59:59Z");

    /** A deadline that was now when it was sent may arrive so late. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private DrainPolicy() {}

    /** What is wrong with a request beyond what its own constraints say, whatever stands. */
    static List<FieldError> violations(DrainWish wish) {
        List<FieldError> errors = new ArrayList<>();
        if (wish.cleared().contains(DrainWish.REASON)) {
            errors.add(new FieldError(DrainWish.REASON, "must not be null"));
        }
        if (wish.reason() != null && wish.reason().indexOf('\0') >= 0) {
            errors.add(new FieldError(DrainWish.REASON, "must not hold a NUL character"));
        }
        if (wish.deadline() != null && wish.deadline().isAfter(LATEST_DEADLINE)) {
            errors.add(new FieldError(DrainWish.DEADLINE, "at most " + LATEST_DEADLINE));
        }
        if (wish.deadline() != null && wish.deadlineIn() != null) {
            errors.add(new FieldError("deadlineIn", "must not be there beside deadline"));
        }
        return errors;
    }

    /**
     * What becomes of a wish to drain. The floor is asked of one that begins, and a change is of the drain that stands.
     *
     * @param slots of all RUNNING nodes, this one included if it is one
     * @param floor the fewest slots that may be left
     * @param check whether the operator obeys the floor
     */
    static DrainDecision onRequest(NodeRow node, DrainWish wish, Slots slots, int floor, FloorCheck check) {
        Drain standing = node.drain();
        Instant deadline = wish.deadlineOver(standing, slots.at());
        List<FieldError> errors = unfit(standing, wish, deadline, slots.at());
        String reason = wish.reason() != null ? wish.reason() : standing.reason();
        if (reason == null || !errors.isEmpty()) {
            return new DrainDecision.Invalid(errors);
        }
        DrainTerms terms = new DrainTerms(reason, deadline, wish.onDeadlineOver(standing, deadline));
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
    private static List<FieldError> unfit(Drain standing, DrainWish wish, @Nullable Instant deadline, Instant now) {
        List<FieldError> errors = new ArrayList<>();
        if (wish.reason() == null && !standing.enabled()) {
            errors.add(new FieldError(DrainWish.REASON, "is required, since no operator drains the node yet"));
        }
        boolean stands = Objects.equals(deadline, standing.deadline());
        if (deadline != null && !stands && deadline.isBefore(now.minus(ON_ITS_WAY))) {
            errors.add(new FieldError(
                    DrainWish.DEADLINE,
                    "is past: by the database's clock it is " + now.truncatedTo(ChronoUnit.SECONDS)
                            + "; name a later one, or a length in deadlineIn"));
        }
        if (wish.onDeadline() != null && deadline == null) {
            errors.add(new FieldError(
                    DrainWish.ON_DEADLINE, "is never done without a deadline: name deadline or deadlineIn too"));
        }
        return errors;
    }

    /**
     * Whether a node behind its barrier is DRAINED, by dispatch's own count and never by a node's word.
     *
     * @param load dispatch's view of the node; null when it has none, which counts for nothing
     */
    static boolean isDrained(NodeRow node, @Nullable NodeLoad load) {
        return load != null
                && node.standing().enabled()
                && node.barrier()
                && !load.open()
                && load.revision() >= node.revision()
                && load.liveAttempts() == 0;
    }
}
