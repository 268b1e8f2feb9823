package io.sluice.dispatch.leases;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what a node holds with what it should hold. Pure. */
final class RenewalPolicy {
    private RenewalPolicy() {}

    /**
     * A live attempt of the node, in its present epoch.
     *
     * @param startedAt null while it is assigned only
     * @param stopCause why the node has to end it, or null when it has not
     */
    record Live(
            AttemptRef ref,
            @Nullable Instant startedAt,
            @Nullable StopCause stopCause) {}

    /**
     * What follows.
     *
     * @param toAssign attempts whose assignment seems not to have arrived
     * @param stops what the node has to end
     * @param lost attempts that ran and have ended without a report
     */
    record Reconciled(List<AttemptRef> toAssign, List<StreamFrame.Stop> stops, List<AttemptRef> lost) {}

    /**
     * What was started before {@code since} was held then, and the node has listed what it holds after {@code since}: if it
     * is not in the list it has ended, and no report of it is to come, since one that was not acknowledged would be held.
     *
     * @param since the time of the newest answer that the node had when it listed what it holds; null condemns nothing
     */
    static Reconciled reconcile(List<AttemptRef> held, List<Live> live, @Nullable Instant since) {
        Set<AttemptRef> fenced = new HashSet<>(held);
        Set<AttemptRef> holds = Set.copyOf(fenced);
        List<AttemptRef> toAssign = new ArrayList<>();
        List<StreamFrame.Stop> stops = new ArrayList<>();
        List<AttemptRef> lost = new ArrayList<>();
        for (Live attempt : live) {
            fenced.remove(attempt.ref());
            boolean isHeld = holds.contains(attempt.ref());
            Instant startedAt = attempt.startedAt();
            if (!isHeld && startedAt != null && since != null && startedAt.isBefore(since)) {
                lost.add(attempt.ref());
            } else if (attempt.stopCause() != null) {
                stops.add(stop(attempt.ref(), attempt.stopCause()));
            } else if (!isHeld && startedAt == null) {
                toAssign.add(attempt.ref());
            }
        }
        fenced.forEach(ref -> stops.add(stop(ref, StopCause.FENCED)));
        return new Reconciled(toAssign, stops, lost);
    }

    private static StreamFrame.Stop stop(AttemptRef ref, StopCause cause) {
        return new StreamFrame.Stop(ref.taskId(), ref.attempt(), cause);
    }
}
