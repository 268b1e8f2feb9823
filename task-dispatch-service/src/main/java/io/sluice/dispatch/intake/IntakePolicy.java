package io.sluice.dispatch.intake;

import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.task.TaskSubmission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What must hold of a task besides the rules of the API, and which of several are one. Pure. */
final class IntakePolicy {
    /** A task can't have ended before its id was made, less this: what bounds the search among those that ended. */
    static final Duration CLOCKS_APART_AT_MOST = Duration.ofDays(1);

    private static final int UUID_VARIANT = 2;
    private static final int TIME_ORDERED = 7;

    private IntakePolicy() {}

    /** Every wrong field; empty when the task may be queued. */
    static List<FieldError> violations(TaskRequested task, byte @Nullable [] key, Instant now) {
        List<FieldError> found = new ArrayList<>();
        UUID id = task.id();
        if (id.version() != TIME_ORDERED || id.variant() != UUID_VARIANT) {
            found.add(new FieldError("id", "must be a UUID of version 7"));
        } else if (madeAt(id).isAfter(now.plus(CLOCKS_APART_AT_MOST))) {
            found.add(
                    new FieldError("id", "says that it is made at " + madeAt(id) + ": the producer's clock is wrong"));
        }
        if (key != null && !new String(key, StandardCharsets.UTF_8).equalsIgnoreCase(id.toString())) {
            found.add(new FieldError("key", "the key of the record must be absent or the id"));
        }
        return found;
    }

    /** A task that can be stored whenever any can, and goes to all the tables to which this one does. */
    static TaskRequested knownGood(UUID id, TaskRequested like) {
        TaskSubmission submission = new TaskSubmission(
                "noop",
                null,
                "known-good",
                null,
                null,
                null,
                null,
                null,
                Map.of("known-good", "yes"),
                null,
                null,
                null);
        return new TaskRequested(id, submission, like.idempotencyKey() == null ? null : id.toString(), "intake", null);
    }

    /** When the id was made, by the clock of whoever made it. */
    static Instant madeAt(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** No row can tell of an end of any of these tasks before this. */
    static Instant endedAtTheEarliest(List<TaskRequested> tasks, Instant now) {
        return tasks.stream()
                .map(task -> madeAt(task.id()))
                .min(Instant::compareTo)
                .orElse(now)
                .minus(CLOCKS_APART_AT_MOST.multipliedBy(2));
    }

    /**
     * The first of each id and of each idempotency key, in their order. Whether a key was used before is not known here.
     */
    static List<TaskRequested> distinct(List<TaskRequested> tasks) {
        Map<UUID, TaskRequested> byId = new LinkedHashMap<>();
        Set<String> keys = new LinkedHashSet<>();
        for (TaskRequested task : tasks) {
            String key = task.idempotencyKey();
            if (!byId.containsKey(task.id()) && (key == null || keys.add(key))) {
                byId.put(task.id(), task);
            }
        }
        return List.copyOf(byId.values());
    }
}
