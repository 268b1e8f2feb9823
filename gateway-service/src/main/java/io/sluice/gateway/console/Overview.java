package io.sluice.gateway.console;

import io.sluice.contracts.node.NodeStatus;
import io.sluice.gateway.api.cluster.ClusterView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The cluster at a glance.
 *
 * @param cluster as the API shows it
 * @param warnings what asks for an operator
 * @param waiting the newest tasks that wait, each with why
 * @param latest the newest tasks
 */
record Overview(ClusterView cluster, List<Warning> warnings, List<TaskRow> waiting, List<TaskRow> latest) {
    /** Nodes of a status; a question mark while the registry is away. */
    public String nodes(String status) {
        return cluster.nodes() == null
                ? "?"
                : String.valueOf(cluster.nodes().getOrDefault(NodeStatus.valueOf(status), 0L));
    }

    /** Whether the cluster has no node at all. */
    public boolean isEmpty() {
        return cluster.nodes() != null
                && cluster.nodes().values().stream().mapToLong(Long::longValue).sum() == 0;
    }

    public String running() {
        return Objects.toString(cluster.running(), "?");
    }

    public String capacity() {
        return Objects.toString(cluster.capacity(), "?");
    }

    public String queued() {
        return Objects.toString(cluster.queued(), "?");
    }

    /** How long the oldest task has waited; empty when none waits. */
    public String oldest() {
        Long seconds = cluster.oldestQueuedSeconds();
        return seconds == null || Objects.equals(cluster.queued(), 0L) ? "" : Ago.length(Duration.ofSeconds(seconds));
    }
}
