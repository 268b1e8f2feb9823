package io.sluice.node.execution;

import io.sluice.node.Moment;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** When dispatch last promised this node that its attempts are its own, counted from the node's sending. */
public final class LeaseWatch {
    private static final BinaryOperator<@Nullable Moment> LATER = (known, sent) ->
            known == null || sent == null || sent.monotonicNanos() - known.monotonicNanos() > 0 ? sent : known;

    private final AtomicReference<@Nullable Moment> renewalSent = new AtomicReference<>();

    /** A stream was accepted: it counts only until the first renewal. */
    public void attached(Moment sent) {
        renewalSent.compareAndSet(null, sent);
    }

    /** A renewal that was sent then has been acknowledged. */
    public void renewed(Moment sent) {
        renewalSent.accumulateAndGet(sent, LATER);
    }

    /** When the newest acknowledged one was sent, or null before the first. */
    @Nullable
    Moment renewalSent() {
        return renewalSent.get();
    }
}
