package io.sluice.dispatch.waiting;

import io.sluice.contracts.node.Drain;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What decides, at one moment, whether a queued task can be assigned.
 *
 * @param pause of the whole queue, or null
 * @param nodes those that are not retired and whose task cap is above 0, by name
 */
record Fleet(@Nullable Pause pause, List<Member> nodes) {
    /** The way out of a process that was told to stop, as it told this service. */
    enum Departure {
        /** It was not. */
        NONE,
        /** It takes nothing more, and is heard while it finishes what it has. */
        UNDER_WAY,
        /** It is not heard any more. Left by the next process of its name. */
        OVER
    }

    /** The queue is paused. */
    record Pause(Instant since, String by, String note) {}

    /**
     * A node that may hold tasks.
     *
     * @param types of the tasks that it runs
     * @param attached whether its stream is attached and its lease holds
     * @param heardAt when it was last heard, or null for never
     * @param closed why it has closed itself, or null when it has not
     * @param departure whether its process was told to stop
     * @param live attempts that it holds; more than the cap after the cap was lowered
     */
    record Member(
            String name,
            Set<String> types,
            Map<String, String> labels,
            Drain drain,
            int taskCap,
            int live,
            boolean attached,
            @Nullable Instant heardAt,
            @Nullable String closed,
            Departure departure) {
        boolean runs(@Nullable String type) {
            return type == null || types.contains(type);
        }

        /** Whether its process was told to stop, of which it tells the registry and this service each. */
        boolean isStopping() {
            return departure != Departure.NONE || drain.enabled() && !isDrainedByOperator();
        }

        /** Whether the drain is an operator's, which goes before the node's own stop. */
        boolean isDrainedByOperator() {
            return drain.enabled() && !drain.isStopOf(name);
        }

        /** Whether it is there, and takes tasks or would if nothing kept it. */
        boolean isPresent() {
            return attached || departure == Departure.UNDER_WAY;
        }

        /** Whether neither a drain nor a stop keeps it from tasks; it may have closed itself. */
        boolean isUndrained() {
            return attached && !drain.enabled();
        }

        boolean hasAll(Map<String, String> selector) {
            return labels.entrySet().containsAll(selector.entrySet());
        }

        boolean isFull() {
            return live >= taskCap;
        }
    }
}
