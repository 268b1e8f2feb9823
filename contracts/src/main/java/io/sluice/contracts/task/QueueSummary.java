package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The queue as a whole.
 *
 * @param queued tasks that wait
 * @param running live attempts
 * @param oldestQueuedSeconds how long the oldest waits, whole seconds; 0 with none
 * @param paused whether nothing is assigned, and the queue limit's clock stands still
 * @param calm why nothing is declared lost at present; null when losses are declared as ever
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueueSummary(
        long queued,
        long running,
        long oldestQueuedSeconds,
        boolean paused,
        @Nullable String pauseNote,
        @Nullable String pausedBy,
        @Nullable Instant pausedSince,
        @Nullable Calm calm) {}
