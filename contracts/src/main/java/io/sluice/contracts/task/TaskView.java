package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.Reason;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.node.NodeName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as the API shows it. Times are by the database's clock. The environment and input are not shown, since they
 * may hold secrets.
 *
 * @param node of the newest attempt
 * @param attempt number of the newest attempt, 0 before the first
 * @param exitCode of the newest attempt that has ended
 * @param reason why it is in a terminal state, other than SUCCEEDED
 * @param waiting why it waits, while QUEUED
 * @param waited what an EXPIRED task waited for, and how long each
 * @param attempts all of them, oldest first; null in lists
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskView(
        UUID id,
        TaskState state,
        String type,
        @Nullable String name,
        @Nullable List<String> command,
        @Nullable Map<String, String> parameters,
        int priority,
        Map<String, String> nodeSelector,
        Guarantee guarantee,
        int maxAttempts,
        Timespan timeout,
        Timespan queueLimit,
        String submittedBy,
        Instant submittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        int attempt,
        @Nullable NodeName node,
        @Nullable Integer exitCode,
        @Nullable Reason reason,
        @Nullable Reason waiting,
        @Nullable List<Waited> waited,
        @Nullable UUID rerunOf,
        @Nullable List<AttemptView> attempts) {
    /**
     * One cause that a task waited for.
     *
     * @param code as in {@code waiting}
     * @param seconds how long, whole seconds
     */
    public record Waited(String code, long seconds) {}
}
