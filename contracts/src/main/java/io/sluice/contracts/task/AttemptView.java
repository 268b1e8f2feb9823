package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.Reason;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One assignment of a task to a node. Times are by the database's clock.
 *
 * @param attempt from 1
 * @param reconnecting whether its node's lease ran out and its result is still awaited
 * @param refusedReports reports that were refused since the attempt had ended
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AttemptView(
        int attempt,
        NodeName node,
        Epoch epoch,
        AttemptState state,
        Instant assignedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Integer exitCode,
        @Nullable Reason reason,
        boolean reconnecting,
        int refusedReports) {}
