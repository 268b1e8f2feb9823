package io.sluice.node.execution;

import io.sluice.node.Moment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** When dispatch last promised this node that its attempts are its own, counted from the node's sending. */
public final class LeaseWatch {
    private static final BinaryOperator<@Nullable Moment> LATER = (known, sent) ->
            known == null || sent == null || sent.monotonicNanos() - known.monotonicNanos() > 0 ? sent : known;

    private final AtomicReference<@Nullable Moment> renewalSent = new AtomicReference<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** A stream was accepted: it counts only until the first renewal. */
    public void attached(Moment sent) {
        renewalSent.compareAndSet(null, sent);
    }

    /** A renewal that was sent then has been acknowledged. */
    public void renewed(Moment sent) {
        renewalSent.accumulateAndGet(sent, LATER);
        listeners.forEach(Runnable::run);
    }

    /** Tells of every acknowledged renewal, on the thread that renews; must not block. */
    void onRenewal(Runnable listener) {
        listeners.add(listener);
    }

    /** When the newest acknowledged one was sent, or null before the first. */
    @Nullable
    Moment renewalSent() {
        return renewalSent.get();
    }
}
