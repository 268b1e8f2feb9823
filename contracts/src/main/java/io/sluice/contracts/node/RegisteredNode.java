package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node as the registry knows it. What runs on it only dispatch knows.
 *
 * @param revision grows with every change of request, cap, labels or epoch
 * @param barrier whether dispatch has committed this revision
 * @param offline decided by the database's clock
 * @param offlineSince when it went, or null
 * @param lastSeen the newest heartbeat, by the database's clock
 * @param taskCap the cap in force
 * @param load the node's own last word
 * @param attemptsAtBarrier live attempts that dispatch counted when this drain's barrier closed; null without one, and when
 *     an older version closed it
 * @param types of the tasks that it runs; null from an older registry
 * @param closed why it has closed itself, and since when; null when it has not
 * @param drain the operator's; without one the node's own, while its process stops
 * @param stoppingSince since when its process, told to stop, takes no new task; null while it was not
 * @param own what the node says of itself; null from older versions
 * @param overrides what operators say of it instead; null when they say nothing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RegisteredNode(
        NodeName name,
        UUID id,
        Epoch epoch,
        UUID incarnation,
        NodeKind kind,
        String version,
        Map<String, String> labels,
        Map<String, String> place,
        int taskCap,
        Drain drain,
        long revision,
        boolean barrier,
        boolean offline,
        @Nullable Instant offlineSince,
        Instant lastSeen,
        Instant registeredAt,
        double load,
        @Nullable Integer attemptsAtBarrier,
        @Nullable List<String> types,
        @Nullable Closed closed,
        @Nullable Instant stoppingSince,
        @Nullable CapAndLabels own,
        @Nullable CapAndLabels overrides) {}
