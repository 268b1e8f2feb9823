package io.sluice.node.execution;

import io.sluice.node.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** When dispatch last promised this node that its attempts are its own, counted from the node's sending. */
public final class LeaseWatch {
    /**
     * @param renewalSent when the newest acknowledged renewal was sent
     * @param resumedAt when the first renewal after the newest gap of that length was sent, or null if there was none
     */
    private record Renewed(Moment renewalSent, @Nullable Moment resumedAt) {}

    private final Duration selfStop;
    private final AtomicReference<@Nullable Renewed> newest = new AtomicReference<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param selfStop the time without a renewal after which exclusive attempts end
     */
    public LeaseWatch(Duration selfStop) {
        this.selfStop = selfStop;
    }

    /** A stream was accepted: it counts only until the first renewal. */
    public void attached(Moment sent) {
        newest.compareAndSet(null, new Renewed(sent, null));
    }

    /** A renewal that was sent then has been acknowledged. */
    public void renewed(Moment sent) {
        newest.updateAndGet(known -> after(known, sent));
        listeners.forEach(Runnable::run);
    }

    /** Tells of every acknowledged renewal, on the thread that renews; must not block. */
    void onRenewal(Runnable listener) {
        listeners.add(listener);
    }

    /** When the newest acknowledged one was sent, or null before the first. */
    @Nullable
    Moment renewalSent() {
        Renewed known = newest.get();
        return known == null ? null : known.renewalSent();
    }

    /**
     * Whether an exclusive attempt that was this node's then should have ended since, though the lease is renewed again: a node
     * that was frozen may hear of its renewal before it finds the time to end anything, and its guardian has killed meanwhile.
     */
    public boolean hadLapsedSince(Moment then) {
        Renewed known = newest.get();
        return known != null && known.resumedAt() != null && then.isBefore(known.resumedAt());
    }

    private Renewed after(@Nullable Renewed known, Moment sent) {
        if (known == null) {
            return new Renewed(sent, null);
        }
        if (!known.renewalSent().isBefore(sent)) {
            return known;
        }
        boolean resumed = known.renewalSent().ageAt(sent).compareTo(selfStop) >= 0;
        return new Renewed(sent, resumed ? sent : known.resumedAt());
    }
}
