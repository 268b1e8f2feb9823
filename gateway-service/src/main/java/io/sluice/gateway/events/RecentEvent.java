package io.sluice.gateway.events;

import org.jspecify.annotations.Nullable;

/**
 * An event in memory. It is turned into text when the first client takes it, so that events nobody watches cost little.
 */
final class RecentEvent {
    private final long number;
    private final EventTopic topic;
    private final int partition;
    private final long offset;
    private final Offsets after;
    private byte @Nullable [] value;
    private @Nullable String data;

    /**
     * @param number grows by one from event to event of this process
     * @param after how far this gateway had read with it
     */
    RecentEvent(long number, EventTopic topic, int partition, long offset, byte[] value, Offsets after) {
        this.number = number;
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.value = value;
        this.after = after;
    }

    long number() {
        return number;
    }

    EventTopic topic() {
        return topic;
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    Offsets after() {
        return after;
    }

    /** JSON on one line; empty when the record is not what its topic promises, and nobody is to be shown it. */
    synchronized String data() {
        if (value != null) {
            data = PublicEvents.json(topic, value);
            value = null;
        }
        return data == null ? "" : data;
    }
}
