package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node as the public API shows it.
 *
 * @param runningTasks dispatch's count of live attempts; null when dispatch could not be asked
 * @param barrier whether no attempt can be created on it; only while a drain is requested, else null
 * @param place where it runs: host; on Kubernetes also pod, namespace, node (the Kubernetes node) and, where known, zone
 * @param version of the software that it runs
 * @param attemptsAtBarrier live attempts when the barrier closed, of which {@code runningTasks} are left; null without a
 *     barrier, and when an older version closed it
 * @param types of the tasks that it runs
 * @param closed why it has closed itself and takes no task, whatever its status; null when it has not
 * @param drain the operator's; without one the node's own, while its process stops
 * @param stoppingSince since when its process, told to stop, takes no new task; null while it was not. Its next
 *     registration ends that
 * @param own what the node says of itself, which counts where no operator says otherwise; null from older versions
 * @param overrides what operators say of it instead; null when they say nothing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeView(
        NodeName name,
        UUID id,
        Epoch epoch,
        NodeKind kind,
        NodeStatus status,
        Instant lastSeen,
        @Nullable Instant offlineSince,
        int taskCap,
        @Nullable Integer runningTasks,
        Drain drain,
        @Nullable Boolean barrier,
        Map<String, String> labels,
        Map<String, String> place,
        String version,
        long revision,
        Instant registeredAt,
        double load,
        @Nullable Integer attemptsAtBarrier,
        List<String> types,
        @Nullable Closed closed,
        @Nullable Instant stoppingSince,
        @Nullable CapAndLabels own,
        @Nullable CapAndLabels overrides) {}
