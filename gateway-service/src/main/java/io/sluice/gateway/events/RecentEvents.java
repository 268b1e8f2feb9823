package io.sluice.gateway.events;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest events, which all streams of this gateway read from: a stream is but a place in here, so that a thousand of
 * them need the memory of one, and a slow one can't make it grow. For each partition it knows from which offset on it is
 * complete. Filled by one thread, read by many.
 */
@Singleton
class RecentEvents {
    /** A ring: the event of a number stands at its remainder. */
    private final @Nullable RecentEvent[] events;

    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private long firstNumber;
    private long nextNumber;
    private Offsets complete = Offsets.NONE;
    private Offsets position = Offsets.NONE;
    private boolean ready;

    @Inject
    RecentEvents(EventsConfig config) {
        this(config.kept());
    }

    RecentEvents(int limit) {
        this.events = new RecentEvent[limit];
    }

    /** Where a client that has seen everything before some offsets goes on. */
    sealed interface Resumption {
        /** At this event. Before it are events that the client has seen, and behind it there may be some. */
        record At(long number) implements Resumption {}

        /** What it has missed is not known here any more. */
        record TooOld() implements Resumption {}

        /** It has seen events that have not arrived here yet. */
        record Ahead() implements Resumption {}
    }

    /** Events of the partition are known from this offset on. */
    synchronized void begin(EventTopic topic, int partition, long offset) {
        complete = complete.with(topic, partition, offset);
        position = position.with(topic, partition, offset);
    }

    /** The next record of a partition. */
    synchronized void add(EventTopic topic, int partition, long offset, byte[] value) {
        passOver(topic, partition, offset);
        RecentEvent oldest = events[place(nextNumber)];
        if (oldest != null) {
            complete = complete.with(oldest.topic(), oldest.partition(), oldest.offset() + 1);
            firstNumber = oldest.number() + 1;
        }
        events[place(nextNumber)] = new RecentEvent(nextNumber, topic, partition, offset, value, position);
        nextNumber++;
    }

    /** The next record of a partition, which tells nothing. */
    synchronized void passOver(EventTopic topic, int partition, long offset) {
        position = position.with(topic, partition, offset + 1);
    }

    /** What was there when this process looked first has been read: streams may begin. */
    synchronized void ready() {
        ready = true;
    }

    synchronized boolean isReady() {
        return ready;
    }

    /** Events were missed: every stream is told so, and goes on with what comes. */
    synchronized void forget() {
        Arrays.fill(events, null);
        nextNumber++;
        firstNumber = nextNumber;
        complete = Offsets.NONE;
        position = Offsets.NONE;
        ready = false;
    }

    /** How far this gateway has read. */
    synchronized Offsets position() {
        return position;
    }

    /** The number that the next event will have. */
    synchronized long end() {
        return nextNumber;
    }

    synchronized Resumption resume(Offsets seen) {
        for (EventTopic topic : EventTopic.values()) {
            for (int partition = 0; partition < complete.partitions(topic); partition++) {
                // A partition that the client's gateway did not know was made later: nothing of it was seen.
                if (Math.max(0, seen.next(topic, partition)) < complete.next(topic, partition)) {
                    return new Resumption.TooOld();
                }
            }
        }
        return position.covers(seen) ? new Resumption.At(firstNumber) : new Resumption.Ahead();
    }

    /** Up to so many events from this number on; empty when some of them are not known any more. */
    synchronized Optional<List<RecentEvent>> from(long number, int most) {
        if (number < firstNumber) {
            return Optional.empty();
        }
        long last = Math.min(nextNumber, number + most);
        List<RecentEvent> found = new ArrayList<>();
        for (long next = number; next < last; next++) {
            found.add(Objects.requireNonNull(events[place(next)]));
        }
        return Optional.of(found);
    }

    /** Calls it after events came, until it is removed. It must not block. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }

    void remove(Runnable listener) {
        listeners.remove(listener);
    }

    /** Wakes all streams. */
    void tell() {
        listeners.forEach(Runnable::run);
    }

    private int place(long number) {
        return (int) (number % events.length);
    }
}
