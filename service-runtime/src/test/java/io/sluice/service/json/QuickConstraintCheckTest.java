package io.sluice.service.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.task.QueuePause;
import io.sluice.contracts.task.TaskSubmission;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/** What passes the quick check passes the validator's. */
class QuickConstraintCheckTest {
    private static final ObjectMapper LENIENT = Json.mapper();
    private static final ObjectMapper SENT = new ObjectMapper().enable(JsonGenerator.Feature.ESCAPE_NON_ASCII);
    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    private final QuickConstraintCheck quick = new QuickConstraintCheck(VALIDATOR);

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void whatPassesHereBreaksNoConstraint(@ForAll long seed) {
        Random random = new Random(seed);
        for (Class<?> type : ContractDocuments.records()) {
            read(new ContractDocuments(random).any(type), type).ifPresent(this::isNotPassedWrongly);
        }
    }

    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void ofATaskAndWhatOperatorsSendItDoubtsNothing(@ForAll long seed) {
        Random random = new Random(seed);
        for (Class<?> type : List.of(TaskSubmission.class, TaskRequested.class, DrainRequest.class, QueuePause.class)) {
            read(new ContractDocuments(random).any(type), type)
                    .ifPresent(value -> assertThat(quick.isPassed(value))
                            .as("%s", value)
                            .isEqualTo(VALIDATOR.validate(value).isEmpty()));
        }
    }

    @Example
    void eachConstraintOfATaskIsLookedAt() {
        String tooLong = "x".repeat(40_000);
        for (TaskSubmission wrong : List.of(
                task(null, null, null, null, null, null, null),
                task("", null, null, null, null, null, null),
                task("No Type", null, null, null, null, null, null),
                task("noop", Arrays.asList("a", null), null, null, null, null, null),
                task("noop", Collections.nCopies(1_001, "a"), null, null, null, null, null),
                task("noop", null, "", null, null, null, null),
                task("noop", null, "x".repeat(201), null, null, null, null),
                task("noop", null, null, Map.of("", "b"), null, null, null),
                task("noop", null, null, Map.of(" \t", "b"), null, null, null),
                task("noop", null, null, Map.of("A", tooLong), null, null, null),
                task("noop", null, null, Map.of(tooLong, "b"), null, null, null),
                task("noop", null, null, Collections.singletonMap("A", null), null, null, null),
                task("noop", null, null, null, 0, null, null),
                task("noop", null, null, null, 6, null, null),
                task("noop", null, null, null, null, Map.of("my key", "a"), null),
                task("noop", null, null, null, null, Map.of("a", "x".repeat(64)), null),
                task("exec", null, null, null, null, null, null),
                task("exec", List.of(" "), null, null, null, null, null),
                task("noop", null, null, Map.of("A=B", "c"), null, null, null),
                task("noop", null, null, null, null, null, Timespan.parse("31d")))) {
            assertThat(VALIDATOR.validate(wrong)).as("%s", wrong).isNotEmpty();
            assertThat(quick.isPassed(wrong)).as("%s", wrong).isFalse();
            assertThat(quick.isPassed(new TaskRequested(UUID.randomUUID(), wrong, null, null, null)))
                    .as("%s", wrong)
                    .isFalse();
        }
        TaskSubmission right =
                task("exec", List.of("a"), "n", Map.of("A", "b"), 5, Map.of("a", "b"), Timespan.parse("1s"));
        assertThat(quick.isPassed(right)).isTrue();
        assertThat(quick.isPassed(new TaskRequested(UUID.randomUUID(), right, null, null, null)))
                .isTrue();
    }

    @Example
    void whatIsNotKnownIsLeftToTheValidator() {
        for (Object right : List.of(
                new OfUnknownKind("a@b.example"),
                new OfOtherContainer(Set.of("a")),
                new OfOtherNumber((short) 3),
                new OfFlags("A"),
                new OfMany(List.of(new OfUnknownKind("a@b.example"))),
                new NoRecord())) {
            assertThat(VALIDATOR.validate(right)).isEmpty();
            assertThat(quick.isPassed(right)).as("%s", right).isFalse();
        }
    }

    @Example
    void aConstraintOfAnotherGroupIsNotOverlooked() {
        assertThat(VALIDATOR.validate(new OfGroup(null))).isEmpty();
        assertThat(quick.isPassed(new OfGroup(null))).isFalse();
    }

    @Example
    void aRecordWithNoConstraintPasses() {
        assertThat(quick.isPassed(new Free("a"))).isTrue();
    }

    private record OfUnknownKind(@Email String value) {}

    private record OfOtherContainer(Set<@NotBlank String> values) {}

    private record OfOtherNumber(@Min(1) @Max(5) short value) {}

    private record OfFlags(
            @Pattern(regexp = "a", flags = Pattern.Flag.CASE_INSENSITIVE)
            String value) {}

    private record OfMany(@Size(max = 2) List<@Valid OfUnknownKind> values) {}

    private record OfGroup(
            @NotNull(groups = Strict.class) @Nullable String value) {}

    private record Free(String value) {}

    private interface Strict {}

    private static final class NoRecord {
        @NotNull
        private final String value = "a";
    }

    private static TaskSubmission task(
            @Nullable String type,
            @Nullable List<String> command,
            @Nullable String name,
            @Nullable Map<String, String> env,
            @Nullable Integer priority,
            @Nullable Map<String, String> nodeSelector,
            @Nullable Timespan timeout) {
        return new TaskSubmission(
                type, command, name, env, null, null, timeout, priority, nodeSelector, null, null, null);
    }

    private void isNotPassedWrongly(Object value) {
        if (quick.isPassed(value)) {
            assertThat(VALIDATOR.validate(value)).as("%s", value).isEmpty();
        }
    }

    /** As lenient as can be, so that there is something to find. */
    private static Optional<Object> read(JsonNode document, Class<?> type) {
        try {
            return Optional.of(LENIENT.readValue(SENT.writeValueAsBytes(document), type));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
