package io.sluice.gateway.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.task.Calm;
import io.sluice.contracts.task.QueueSummary;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as a whole. What could not be asked is null.
 *
 * @param nodes how many there are of each status
 * @param capacity the task caps of all RUNNING nodes together, without those that have closed themselves: the slots that
 *     tasks may be given
 * @param slots the task caps of all nodes that are seen now, those that drain too: what runs is of these
 * @param running live attempts
 * @param queued tasks that wait
 * @param oldestQueuedSeconds how long the oldest waits, whole seconds; 0 with none
 * @param paused whether nothing is assigned
 * @param pause why, by whom and since when; null while the queue is not paused, and when it can't be asked
 * @param calm why no silent node is declared lost at present; null when they are as ever, and when it can't be asked
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ClusterView(
        @Nullable Map<NodeStatus, Long> nodes,
        @Nullable Long capacity,

        @Schema(
                description = "The task caps of all nodes that are seen now, those that drain too; capacity counts the"
                        + " RUNNING ones alone. What runs is at most this, but where a cap was lowered below what runs"
                        + " or a node with tasks is OFFLINE.")
        @Nullable
        Long slots,

        @Nullable Long running,
        @Nullable Long queued,
        @Nullable Long oldestQueuedSeconds,
        @Nullable Boolean paused,
        @Nullable Pause pause,

        @Schema(
                description = "While it is not null no silent node is declared lost: most nodes seem lost at once, or"
                        + " the database was away. It ends by itself.")
        @Nullable
        Calm calm) {
    /**
     * A pause of the queue.
     *
     * @param note in the words of whoever paused it
     * @param by who paused it
     * @param since when it was paused, by the database's clock
     */
    public record Pause(
            @Nullable String note,
            @Nullable String by,
            @Nullable Instant since) {
        static @Nullable Pause of(QueueSummary queue) {
            return queue.paused() ? new Pause(queue.pauseNote(), queue.pausedBy(), queue.pausedSince()) : null;
        }
    }

    /** From what could be asked. */
    static ClusterView of(Optional<List<NodeView>> nodes, Optional<QueueSummary> queue) {
        return new ClusterView(
                nodes.map(ClusterView::count).orElse(null),
                nodes.map(all -> slots(all, node -> node.status() == NodeStatus.RUNNING && node.closed() == null))
                        .orElse(null),
                nodes.map(all -> slots(all, node -> node.status() != NodeStatus.OFFLINE))
                        .orElse(null),
                queue.map(QueueSummary::running).orElse(null),
                queue.map(QueueSummary::queued).orElse(null),
                queue.map(QueueSummary::oldestQueuedSeconds).orElse(null),
                queue.map(QueueSummary::paused).orElse(null),
                queue.map(Pause::of).orElse(null),
                queue.map(QueueSummary::calm).orElse(null));
    }

    private static Map<NodeStatus, Long> count(List<NodeView> nodes) {
        Map<NodeStatus, Long> counts = new EnumMap<>(NodeStatus.class);
        for (NodeStatus status : NodeStatus.values()) {
            counts.put(status, 0L);
        }
        nodes.forEach(node -> counts.merge(node.status(), 1L, Long::sum));
        return counts;
    }

    private static long slots(List<NodeView> nodes, Predicate<NodeView> counts) {
        return nodes.stream().filter(counts).mapToLong(NodeView::taskCap).sum();
    }
}
