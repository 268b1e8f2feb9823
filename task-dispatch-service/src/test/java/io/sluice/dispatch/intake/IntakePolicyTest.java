package io.sluice.dispatch.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.task.TaskSubmission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IntakePolicyTest {
    /** 2024-07-01T00:00:00Z in an id of version 7. */
    private static final UUID ID = UUID.fromString("01906b2a-3c00-7abc-8def-0123456789ab");

    private static final Instant MADE = IntakePolicy.madeAt(ID);

    @Test
    void aTaskWithItsIdAsKeyIsFine() {
        assertThat(violations(ID, ID.toString())).isEmpty();
        assertThat(violations(ID, ID.toString().toUpperCase(java.util.Locale.ROOT)))
                .isEmpty();
        assertThat(violations(ID, null)).isEmpty();
    }

    @Test
    void anotherKeyIsRefused() {
        assertThat(violations(ID, "another")).extracting(FieldError::field).containsExactly("key");
        assertThat(violations(ID, "")).extracting(FieldError::field).containsExactly("key");
    }

    @Test
    void anIdOfAnotherVersionIsRefused() {
        assertThat(violations(UUID.fromString("01906b2a-3c00-4abc-8def-0123456789ab"), null))
                .extracting(FieldError::field)
                .containsExactly("id");
    }

    @Test
    void anIdOfAnotherVariantIsRefused() {
        assertThat(violations(UUID.fromString("01906b2a-3c00-7abc-0def-0123456789ab"), null))
                .extracting(FieldError::field)
                .containsExactly("id");
    }

    @Test
    void anIdOfTheFutureIsRefusedFromADayOn() {
        TaskRequested task = task(ID, null);

        assertThat(IntakePolicy.violations(task, null, MADE.minus(Duration.ofDays(1))))
                .isEmpty();
        assertThat(IntakePolicy.violations(
                        task, null, MADE.minus(Duration.ofDays(1)).minusMillis(1)))
                .extracting(FieldError::field)
                .containsExactly("id");
    }

    @Test
    void theFirstOfAnIdAndOfAKeyCounts() {
        TaskRequested first = task(ID, "key");
        TaskRequested sameId = task(ID, "other");
        TaskRequested sameKey = task(newId(), "key");
        TaskRequested plain = task(newId(), null);
        TaskRequested plainToo = task(newId(), null);

        assertThat(IntakePolicy.distinct(List.of(first, sameId, sameKey, plain, plainToo)))
                .containsExactly(first, plain, plainToo);
    }

    @Test
    void anIdTellsWhenItsTaskEndedAtTheEarliest() {
        Instant later = MADE.plus(Duration.ofDays(30));

        assertThat(IntakePolicy.endedAtTheEarliest(List.of(task(newId(), null), task(ID, null)), later))
                .isBefore(MADE)
                .isAfter(MADE.minus(Duration.ofDays(3)));
    }

    @Test
    void theKnownGoodTaskHasAKeyOfItsOwnWhereTheOtherHasOne() {
        UUID id = newId();

        assertThat(IntakePolicy.knownGood(id, task(ID, "key")).idempotencyKey()).isEqualTo(id.toString());
        assertThat(IntakePolicy.knownGood(id, task(ID, null)).idempotencyKey()).isNull();
    }

    @Test
    void whoDoesNotSayIsKafka() {
        assertThat(new TaskRequested(ID, submission(), null, "alice", null).submittedByOrDefault())
                .isEqualTo("alice");
        assertThat(new TaskRequested(ID, submission(), null, " ", null).submittedByOrDefault())
                .isEqualTo("kafka");
    }

    private static List<FieldError> violations(UUID id, String key) {
        return IntakePolicy.violations(task(id, null), key == null ? null : key.getBytes(StandardCharsets.UTF_8), MADE);
    }

    private static TaskRequested task(UUID id, String idempotencyKey) {
        return new TaskRequested(id, submission(), idempotencyKey, null, null);
    }

    private static TaskSubmission submission() {
        return new TaskSubmission("noop", null, null, null, null, null, null, null, null, null, null, null);
    }

    private static UUID newId() {
        return Generators.timeBasedEpochGenerator().generate();
    }
}
