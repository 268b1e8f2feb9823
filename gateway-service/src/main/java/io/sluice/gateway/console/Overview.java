package io.sluice.gateway.console;

import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.task.TaskMinute;
import io.sluice.gateway.cluster.ClusterView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The cluster at a glance.
 *
 * @param cluster as the API shows it
 * @param newest the last minute that task-dispatch has counted; empty when it has none, or can't be asked
 * @param warnings what asks for an operator
 * @param waiting the newest tasks that wait, each with why
 * @param latest the newest tasks
 */
record Overview(
        ClusterView cluster,
        Optional<TaskMinute> newest,
        List<Warning> warnings,
        List<TaskRow> waiting,
        List<TaskRow> latest) {
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

    /** The task caps of all nodes that are seen, those that drain too: what runs is of these. */
    public String slots() {
        return Objects.toString(cluster.slots(), "?");
    }

    public String queued() {
        return Objects.toString(cluster.queued(), "?");
    }

    /** How long the oldest task has waited; empty when none waits. */
    public String oldest() {
        Long seconds = cluster.oldestQueuedSeconds();
        return seconds == null || Objects.equals(cluster.queued(), 0L) ? "" : Ago.length(Duration.ofSeconds(seconds));
    }

    /** How many tasks reached a terminal state in the last minute that is over; a question mark when that is not known. */
    public String finished() {
        return newest.map(minute -> minute.ended().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .map(String::valueOf)
                .orElse("?");
    }
}
