package io.sluice.gateway.events;

import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * How far the event topics were read: the offset of the next record of each partition. Offsets are Kafka's own, so that
 * the text form, which is the id of an event, means the same at every gateway. Immutable.
 */
final class Offsets {
    /** The value for a partition that was not looked at. */
    static final long UNKNOWN = -1;

    /** Nothing was looked at. */
    static final Offsets NONE = new Offsets(new long[EventTopic.values().length][0]);

    private static final int RADIX = 36;
    private static final int MAX_TEXT_LENGTH = 4_000;
    private static final int MAX_PARTITIONS = 300;
    private static final int MAX_OFFSET_LENGTH = 12;

    /** By topic, then by partition. Never written once it is here. */
    private final long[][] next;

    private Offsets(long[][] next) {
        this.next = next;
    }

    /** Of one partition, or {@link #UNKNOWN}. */
    long next(EventTopic topic, int partition) {
        long[] offsets = next[topic.ordinal()];
        return partition < offsets.length ? offsets[partition] : UNKNOWN;
    }

    /** The number of partitions up to the last one that was looked at. */
    int partitions(EventTopic topic) {
        return next[topic.ordinal()].length;
    }

    /** With another offset for one partition. */
    Offsets with(EventTopic topic, int partition, long offset) {
        long[] offsets = grown(topic, partition + 1);
        offsets[partition] = offset;
        long[][] copy = next.clone();
        copy[topic.ordinal()] = offsets;
        return new Offsets(copy);
    }

    /** The later one of the two for each partition. */
    Offsets orLater(Offsets other) {
        long[][] later = new long[next.length][];
        for (EventTopic topic : EventTopic.values()) {
            long[] offsets = grown(topic, other.partitions(topic));
            for (int partition = 0; partition < offsets.length; partition++) {
                offsets[partition] = Math.max(offsets[partition], other.next(topic, partition));
            }
            later[topic.ordinal()] = offsets;
        }
        return new Offsets(later);
    }

    /** Whether everything before the other was read here too. */
    boolean covers(Offsets other) {
        for (EventTopic topic : EventTopic.values()) {
            for (int partition = 0; partition < other.partitions(topic); partition++) {
                if (next(topic, partition) < other.next(topic, partition)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Reads the text form; empty when it is none. */
    static Optional<Offsets> parse(String text) {
        String[] topics = text.split("_", -1);
        if (text.length() > MAX_TEXT_LENGTH || topics.length != EventTopic.values().length) {
            return Optional.empty();
        }
        long[][] next = new long[topics.length][];
        for (EventTopic topic : EventTopic.values()) {
            String part = topics[topic.ordinal()];
            String[] offsets = part.isEmpty() ? new String[0] : part.split("\\.", -1);
            if (offsets.length > MAX_PARTITIONS || !Arrays.stream(offsets).allMatch(Offsets::isOffset)) {
                return Optional.empty();
            }
            next[topic.ordinal()] = Arrays.stream(offsets)
                    .mapToLong(offset -> offset.equals("-") ? UNKNOWN : Long.parseLong(offset, RADIX))
                    .toArray();
        }
        return Optional.of(new Offsets(next));
    }

    /** Short, and fit for a header. */
    @Override
    public String toString() {
        StringJoiner topics = new StringJoiner("_");
        for (EventTopic topic : EventTopic.values()) {
            StringJoiner offsets = new StringJoiner(".");
            for (int partition = 0; partition < partitions(topic); partition++) {
                long offset = next(topic, partition);
                offsets.add(offset == UNKNOWN ? "-" : Long.toString(offset, RADIX));
            }
            topics.add(offsets.toString());
        }
        return topics.toString();
    }

    private static boolean isOffset(String text) {
        return text.equals("-")
                || (!text.isEmpty()
                        && text.length() <= MAX_OFFSET_LENGTH
                        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')));
    }

    private long[] grown(EventTopic topic, int length) {
        long[] before = next[topic.ordinal()];
        long[] offsets = Arrays.copyOf(before, Math.max(before.length, length));
        Arrays.fill(offsets, before.length, offsets.length, UNKNOWN);
        return offsets;
    }
}
