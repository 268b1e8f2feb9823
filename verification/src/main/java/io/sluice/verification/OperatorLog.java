package io.sluice.verification;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators asked and were answered, and what was done to the cluster. Thread-safe. The checker believes of it only
 * what an answer proves: an act without an answer may have been done at any time after it was asked.
 *
 * <p>Times are by the caller's clock; {@code askedAt} before the request is sent, {@code answeredAt} after the whole
 * answer has come.
 */
public final class OperatorLog {
    private final List<Entry> entries = new ArrayList<>();

    /** One act. */
    public sealed interface Entry {}

    /**
     * A drain that was answered with success.
     *
     * @param barrier the answer's own word
     */
    public record Drained(NodeName node, Instant askedAt, Instant answeredAt, boolean barrier) implements Entry {}

    /** A drain was to be lifted; {@code answeredAt} is null when no answer came. */
    public record Lifted(
            NodeName node, Instant askedAt, @Nullable Instant answeredAt) implements Entry {}

    /** The API was asked for the node's status and said DRAINED. */
    public record SeenDrained(NodeName node, Instant askedAt, Instant answeredAt) implements Entry {}

    /** A cap was asked for; {@code answeredAt} is null when no answer came, or none that proves that it is in force. */
    public record CapAsked(
            NodeName node,
            int cap,
            Instant askedAt,
            @Nullable Instant answeredAt) implements Entry {}

    /**
     * A node was to be retired.
     *
     * @param epoch the newest that it was known to have before
     * @param answeredAt null when no answer came
     */
    public record Retired(
            NodeName node,
            Epoch epoch,
            Instant askedAt,
            @Nullable Instant answeredAt) implements Entry {}

    /** Something was done to the node, or to the process that is one, that may cost it attempts. */
    public record Faulted(NodeName node, String what, Instant from, Instant to) implements Entry {}

    /** A time in which nothing may be declared lost because its node was not heard of (G9). */
    public record CalmExpected(Instant from, Instant to, String why) implements Entry {}

    /** A drain was answered with success. */
    public void drained(NodeName node, Instant askedAt, Instant answeredAt, boolean barrier) {
        add(new Drained(node, askedAt, answeredAt, barrier));
    }

    /** A drain was to be lifted. To be noted before the request is sent, or at least before the history is checked. */
    public void lifted(NodeName node, Instant askedAt, @Nullable Instant answeredAt) {
        add(new Lifted(node, askedAt, answeredAt));
    }

    /** The API said DRAINED. */
    public void seenDrained(NodeName node, Instant askedAt, Instant answeredAt) {
        add(new SeenDrained(node, askedAt, answeredAt));
    }

    /** A cap was asked for. */
    public void capAsked(NodeName node, int cap, Instant askedAt, @Nullable Instant answeredAt) {
        add(new CapAsked(node, cap, askedAt, answeredAt));
    }

    /** A node was to be retired. */
    public void retired(NodeName node, Epoch epoch, Instant askedAt, @Nullable Instant answeredAt) {
        add(new Retired(node, epoch, askedAt, answeredAt));
    }

    /** Something was done to a node. */
    public void faulted(NodeName node, String what, Instant from, Instant to) {
        add(new Faulted(node, what, from, to));
    }

    /** Nothing may be declared lost because its node was not heard of from then, inclusive, to then, exclusive. */
    public void calmExpected(Instant from, Instant to, String why) {
        add(new CalmExpected(from, to, why));
    }

    /** All so far, in the order in which they were noted. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    private synchronized void add(Entry entry) {
        entries.add(entry);
    }
}
