package io.sluice.service.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sluice.contracts.Json;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.TaskSubmission;
import jakarta.validation.Validation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What a reader takes is taken again once it was written, as the same, and can be stored; for every record and every field. */
class ContractsTest {
    private static final ObjectMapper JSON = Json.mapper();
    private static final StrictJson STRICT =
            new StrictJson(Validation.buildDefaultValidatorFactory().getValidator());
    private static final List<Class<?>> RECORDS = ContractDocuments.records();
    private static final List<String> UNFIT = List.of("\0", "a\0b", "\uDC00", "\uD83D", "x\uDE00\uD83D");

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void whatIsTakenIsTakenAgainAsTheSame(@ForAll long seed) {
        for (Class<?> type : RECORDS) {
            JsonNode sent = new ContractDocuments(new Random(seed)).any(type);
            accepted(sent, type).ifPresent(value -> isTheSameAgain(sent, value));
        }
    }

    @Property(tries = 6, shrinking = ShrinkingMode.OFF)
    void noTextThatCannotBeStoredComesThroughAnyField(@ForAll long seed) {
        Random random = new Random(seed);
        for (Class<?> type : RECORDS) {
            JsonNode right = new ContractDocuments(random).right(type);
            for (String unfit : UNFIT) {
                spoilEachText(right, unfit, spoiled -> {
                    accepted(spoiled, type).ifPresent(value -> isStorable(JSON.valueToTree(value)));
                    read(spoiled, type).ifPresent(value -> isStorable(JSON.valueToTree(value)));
                });
            }
        }
    }

    @Example
    void everyRecordIsTakenWhenItIsRight() {
        Map<String, Integer> taken = new TreeMap<>();
        for (int seed = 0; seed < 100; seed++) {
            for (Class<?> type : RECORDS) {
                JsonNode sent = new ContractDocuments(new Random(seed)).right(type);
                taken.merge(type.getSimpleName(), accepted(sent, type).isPresent() ? 1 : 0, Integer::sum);
            }
        }
        assertThat(taken)
                .hasSizeGreaterThan(40)
                .allSatisfy((type, times) -> assertThat(times).as(type).isGreaterThan(30));
    }

    @Example
    void aSubmissionInsideItsRecordIsTheSameToo() {
        for (int seed = 0; seed < 500; seed++) {
            JsonNode sent = new ContractDocuments(new Random(seed)).any(TaskSubmission.class);
            accepted(sent, TaskSubmission.class).ifPresent(submission -> {
                TaskRequested record =
                        new TaskRequested(UUID.randomUUID(), (TaskSubmission) submission, null, null, null);
                assertThat(STRICT.read(bytes(JSON.valueToTree(record)), TaskRequested.class))
                        .isEqualTo(record);
            });
        }
    }

    private static void isTheSameAgain(JsonNode sent, Object value) {
        JsonNode written = JSON.valueToTree(value);
        assertThat(accepted(written, value.getClass()))
                .as("%s, written as %s", sent, written)
                .contains(value);
        assertThat(read(written, value.getClass()))
                .as("%s, written as %s", sent, written)
                .contains(value);
    }

    private static Optional<Object> accepted(JsonNode document, Class<?> type) {
        try {
            return Optional.of(STRICT.read(bytes(document), type));
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isEqualTo(400);
            isStorable(JSON.valueToTree(e.problem()));
            return Optional.empty();
        }
    }

    private static Optional<Object> read(JsonNode document, Class<?> type) {
        try {
            return Optional.of(JSON.readValue(bytes(document), type));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void isStorable(JsonNode node) {
        if (node.isTextual()) {
            assertThat(StorableText.fault(node.textValue())).isNull();
        }
        node.properties()
                .forEach(field -> assertThat(StorableText.fault(field.getKey())).isNull());
        node.forEach(ContractsTest::isStorable);
    }

    /** The document with each of its texts, and of the names in its objects, spoiled in turn. */
    private static void spoilEachText(JsonNode document, String unfit, Consumer<JsonNode> then) {
        spoil(document, document, unfit, then);
    }

    private static void spoil(JsonNode whole, JsonNode node, String unfit, Consumer<JsonNode> then) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(
                    object.properties().stream().map(Map.Entry::getKey).toList())) {
                JsonNode value = object.get(name);
                if (value.isTextual()) {
                    object.set(name, TextNode.valueOf(value.textValue() + unfit));
                    then.accept(whole);
                }
                object.remove(name);
                object.set(name + unfit, value);
                then.accept(whole);
                object.remove(name + unfit);
                object.set(name, value);
                spoil(whole, value, unfit, then);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode value = array.get(i);
                if (value.isTextual()) {
                    array.set(i, TextNode.valueOf(value.textValue() + unfit));
                    then.accept(whole);
                    array.set(i, value);
                }
                spoil(whole, value, unfit, then);
            }
        }
    }

    /** As text with escapes, since a byte can't be half of a pair. */
    private static byte[] bytes(JsonNode document) {
        try {
            return new ObjectMapper()
                    .enable(JsonGenerator.Feature.ESCAPE_NON_ASCII)
                    .writeValueAsString(document)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            return fail("no JSON", e);
        }
    }
}
