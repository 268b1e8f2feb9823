package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.node.LabelKey;
import io.sluice.contracts.node.Labels;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task as somebody submits it. What is null takes its default.
 *
 * @param type {@code exec}, {@code noop}, or one that a node brings
 * @param command program and arguments, for {@code exec}; no shell unless it is one. As the kernel counts, each takes at
 *     most 131071 bytes of UTF-8, and all of them with the environment at most 1.5 MiB
 * @param name for people; 1 to 200 characters
 * @param env added to the environment of the process
 * @param stdin given to the process, which then sees the end of its input; at most 8 MiB of UTF-8, of which a gateway takes
 *     256 KiB unless it is told otherwise ({@code sluice.gateway.submission.max-input})
 * @param parameters of other task types
 * @param timeout the longest that an attempt may run; 1h when null
 * @param priority 1 to 5, 5 first; 3 when null
 * @param nodeSelector labels that a node must have; keys as {@link LabelKey} has them
 * @param guarantee {@code once} when null
 * @param maxAttempts how often it may be assigned in all when nodes are lost, 1 to 100; 1 for {@code once}, else 5
 * @param queueLimit the longest that it may wait; 24h when null
 */
@TaskShape
public record TaskSubmission(
        @NotBlank @Pattern(regexp = TaskTypes.PATTERN, message = TaskTypes.RULE) @JsonProperty(required = true)
        String type,

        @Nullable @Size(max = 1_000) List<@NotNull String> command,
        @Nullable @Size(min = 1, max = MAX_NAME) String name,
        @Nullable @Size(max = 500) Map<@NotBlank @Size(max = 200) String, @NotNull @Size(max = 32_768) String> env,
        @Nullable String stdin,

        @Nullable @Size(max = 100)
        Map<@NotBlank @Size(max = 200) String, @NotNull @Size(max = 32_768) String> parameters,

        @Nullable Timespan timeout,
        @Nullable @Min(MIN_PRIORITY) @Max(MAX_PRIORITY) Integer priority,

        @Nullable @Size(max = 20)
        Map<
                        @Pattern(regexp = LabelKey.PATTERN, message = LabelKey.RULE) String,
                        @NotNull @Size(max = Labels.MAX_VALUE_LENGTH) String>
                nodeSelector,

        @Nullable Guarantee guarantee,
        @Nullable @Min(1) @Max(MAX_ATTEMPTS) Integer maxAttempts,
        @Nullable Timespan queueLimit) {
    /** The type of a task that runs a process. */
    public static final String EXEC = "exec";

    /** The most tasks of one batch, inclusive. */
    public static final int MAX_BATCH = 10_000;

    /** The longest name, in characters. */
    public static final int MAX_NAME = 200;

    /** The priority of what comes last. */
    public static final int MIN_PRIORITY = 1;

    /** The priority of what comes first. */
    public static final int MAX_PRIORITY = 5;

    /** The priority of what names none. */
    public static final int DEFAULT_PRIORITY = 3;

    /** The most attempts in all, inclusive. */
    public static final int MAX_ATTEMPTS = 100;

    /** The longest timeout and the longest queue limit, in days, inclusive. */
    public static final int MAX_DAYS = 30;

    /** Timeout in force. */
    public Timespan timeoutOrDefault() {
        return timeout != null ? timeout : Timespan.ofSeconds(3_600);
    }

    /** Priority in force, 1 to 5. */
    public int priorityOrDefault() {
        return priority != null ? priority : DEFAULT_PRIORITY;
    }

    /** Guarantee in force. */
    public Guarantee guaranteeOrDefault() {
        return guarantee != null ? guarantee : Guarantee.ONCE;
    }

    /** Attempts allowed in all. */
    public int maxAttemptsOrDefault() {
        if (maxAttempts != null) {
            return maxAttempts;
        }
        return guaranteeOrDefault() == Guarantee.ONCE ? 1 : 5;
    }

    /** Queue limit in force. */
    public Timespan queueLimitOrDefault() {
        return queueLimit != null ? queueLimit : Timespan.ofSeconds(86_400);
    }

    /** Labels that a node must have, empty for any node. */
    public Map<String, String> nodeSelectorOrEmpty() {
        return nodeSelector != null ? nodeSelector : Map.of();
    }
}
