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
    /** The queue is paused. */
    record Pause(Instant since, String by, String note) {}

    /**
     * A node that may hold tasks.
     *
     * @param types of the tasks that it runs
     * @param attached whether its stream is attached and its lease holds
     * @param heardAt when it was last heard, or null for never
     * @param closed why it has closed itself, or null when it has not
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
            @Nullable String closed) {
        boolean runs(@Nullable String type) {
            return type == null || types.contains(type);
        }

        boolean hasAll(Map<String, String> selector) {
            return labels.entrySet().containsAll(selector.entrySet());
        }

        boolean isFull() {
            return live >= taskCap;
        }
    }
}
