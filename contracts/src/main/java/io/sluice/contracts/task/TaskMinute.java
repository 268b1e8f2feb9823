package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that ended in one minute of the database's clock, which is over and does not change any more.
 *
 * @param start of the minute, inclusive; a whole minute (UTC). It ends 60 s later, exclusive
 * @param ended how many ended in each terminal state; every one of the five is there, with 0 for none
 * @param waitingMillis milliseconds from the submission to the assignment of the attempt that ended the task, what earlier
 *     attempts took included; to the end of a task that no attempt ended. Null when no task ended
 * @param runningMillis milliseconds from the start to the end of the attempt that ended the task. Null when no task ended
 *     whose last attempt had started
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TaskMinute(
        Instant start,
        Map<TaskState, Long> ended,
        @Nullable Percentiles waitingMillis,
        @Nullable Percentiles runningMillis) {
    /**
     * Of 100 tasks 50, 95 and 99 took no longer. Each is the time of a task, none lies between two; with a single task all
     * are its time. They can't be added up or averaged over minutes.
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Percentiles(long p50, long p95, long p99) {}
}
