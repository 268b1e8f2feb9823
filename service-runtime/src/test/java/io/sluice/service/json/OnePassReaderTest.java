package io.sluice.service.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.Utf8;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.QueuePause;
import io.sluice.contracts.task.TaskSubmission;
import jakarta.validation.Validation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/** What is read in one pass is what is found right field by field, and the same; whatever bytes are sent. */
class OnePassReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonGenerator.Feature.ESCAPE_NON_ASCII);
    private static final StrictJson STRICT =
            new StrictJson(Validation.buildDefaultValidatorFactory().getValidator());
    private static final List<Class<?>> RECORDS = ContractDocuments.records();

    /** What people and outside programs send most often. */
    private static final List<Class<?>> SENT =
            List.of(TaskSubmission.class, TaskRequested.class, NodePatch.class, DrainRequest.class, QueuePause.class);

    private static final List<String> LITERALS = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "\" \"",
            "\"1\"",
            "[null]",
            "{\"a\":null}",
            "{\"a\":\"b\",\"a\":\"c\"}",
            "0",
            "-0",
            "01",
            "3.0",
            "1e2",
            "1e999",
            "9223372036854775808",
            "9".repeat(1_001),
            "NaN",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "[[[[[[]]]]]]");

    private static final List<String> PIECES = List.of(
            ",",
            ":",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            "\\u0000",
            "\\udc00",
            " ",
            "\t",
            "\r\n",
            "/**/",
            "#",
            "'",
            "-",
            "\uFEFF",
            "\u20AC",
            "\uD83D\uDE00",
            ",null",
            ",\"type\":\"noop\"",
            ",\"x\":1",
            "{}",
            " x");

    /** Bytes that UTF-8 does not have, or not there. */
    private static final List<byte[]> ODD_BYTES = List.of(
            new byte[] {0},
            new byte[] {(byte) 0xC3},
            new byte[] {(byte) 0x80},
            new byte[] {(byte) 0xC0, (byte) 0x80},
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            new byte[] {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
            new byte[] {(byte) 0xFF, (byte) 0xFE});

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void whatIsReadInOnePassIsRightAndTheSame(@ForAll long seed) {
        Random random = new Random(seed);
        for (Class<?> type : RECORDS) {
            JsonNode right = new ContractDocuments(random).right(type);
            JsonNode any = new ContractDocuments(random).any(type);
            isTheSameBothWays(bytes(any), type);
            isTheSameBothWays(bytes(changed(any, random)), type);
            isTheSameBothWays(bytes(changed(right, random)), type);
            isTheSameBothWays(damaged(bytes(right), random), type);
        }
    }

    @Property(tries = 1_500, shrinking = ShrinkingMode.OFF)
    void whatIsReadMostOftenIsTheSameToo(@ForAll long seed) {
        Random random = new Random(seed);
        for (Class<?> type : SENT) {
            JsonNode right = new ContractDocuments(random).right(type);
            isTheSameBothWays(bytes(changed(right, random)), type);
            isTheSameBothWays(damaged(bytes(right), random), type);
            isTheSameBothWays(damaged(bytes(changed(right, random)), random), type);
        }
    }

    @Example
    void eachFieldMissingNullDoubledOrOfAnotherKindIsTheSame() {
        for (Class<?> type : RECORDS) {
            ObjectNode right = (ObjectNode) new ContractDocuments(new Random(1)).right(type);
            for (String name : names(right)) {
                ObjectNode without = right.deepCopy();
                without.remove(name);
                isTheSameBothWays(bytes(without), type);
                String rest = text(without);
                for (String literal : LITERALS) {
                    String field = "\"" + name + "\":" + literal;
                    String others = without.isEmpty() ? "" : "," + rest.substring(1, rest.length() - 1);
                    isTheSameBothWays(utf8("{" + field + others + "}"), type);
                }
                String value = text(right.get(name));
                String doubled =
                        "{\"" + name + "\":" + value + "," + text(right).substring(1);
                isTheSameBothWays(utf8(doubled), type);
            }
        }
    }

    /** Else each of them would be read twice, and nobody would notice. */
    @Example
    void whatIsSentAndRightIsReadInOnePass() {
        for (Class<?> type : SENT) {
            int right = 0;
            for (int seed = 0; seed < 200; seed++) {
                byte[] body = bytes(new ContractDocuments(new Random(seed)).right(type));
                if (!(answer(() -> fieldByField(body, type)) instanceof Problem)) {
                    right++;
                    assertThat(isReadInOnePass(body, type)).isTrue();
                }
            }
            assertThat(right).as(type.getName()).isGreaterThan(60);
        }
    }

    @Example
    void whatAnnotationsWouldLetPassIsReadFieldByField() {
        assertThat(isReadInOnePass(utf8("{\"flag\":1,\"must\":\"a\"}"), Lenient.class))
                .isTrue();
        for (String body : List.of(
                "{\"flag\":1,\"must\":\"a\",\"unknown\":1}",
                "{\"flag\":1,\"must\":\"a\",\"other\":\"b\"}",
                "{\"flag\":1,\"must\":\"a\",\"ignored\":\"b\"}",
                "{\"flag\":1,\"must\":\"a\",\"got\":[]}",
                "{\"flag\":1,\"must\":\"a\",\"got\":[\"b\"]}",
                "{\"flag\":1,\"must\":\"a\",\"mended\":\"\\ud800\"}",
                "{\"flag\":null,\"must\":\"a\"}",
                "{\"must\":\"a\"}",
                "{\"flag\":1,\"must\":null}",
                "{\"flag\":1}")) {
            assertThat(isReadInOnePass(utf8(body), Lenient.class)).as(body).isFalse();
            assertThat(answer(() -> fieldByField(utf8(body), Lenient.class)))
                    .as(body)
                    .isInstanceOf(Problem.class);
        }
    }

    /** Takes more than a strict reader may. */
    @JsonIgnoreProperties(value = "ignored", ignoreUnknown = true)
    private record Lenient(
            @JsonProperty(required = true) String must,
            @Nullable @JsonAlias("other") String another,

            @JsonDeserialize(using = StorableText.Replaced.class) @Nullable
            String mended,

            int flag) {
        /** Would be filled in. */
        public List<String> getGot() {
            return new ArrayList<>();
        }
    }

    private static void isTheSameBothWays(byte[] body, Class<?> type) {
        Object answer = answer(() -> STRICT.read(body, type));
        if (body.length > 0 && Utf8.isText(body)) {
            assertThat(answer)
                    .as("%s of %s", type, new String(body, StandardCharsets.UTF_8))
                    .isEqualTo(answer(() -> fieldByField(body, type)));
        } else {
            assertThat(answer).isInstanceOf(Problem.class);
        }
    }

    /** The value, or the problem. */
    private static Object answer(Supplier<?> read) {
        try {
            return read.get();
        } catch (ProblemException e) {
            return e.problem();
        }
    }

    private static Object fieldByField(byte[] body, Class<?> type) {
        return STRICT.fieldByField(body, type, value -> List.of());
    }

    private static boolean isReadInOnePass(byte[] body, Class<?> type) {
        return STRICT.inOnePass(body, type, value -> List.of()).isPresent();
    }

    /** The document with one of its objects or arrays changed as people and programs get it wrong. */
    private static JsonNode changed(JsonNode document, Random random) {
        JsonNode changed = document.deepCopy();
        List<JsonNode> containers = new ArrayList<>();
        collect(changed, containers);
        JsonNode container = pick(containers, random);
        if (container instanceof ArrayNode array) {
            array.insertPOJO(random.nextInt(array.size() + 1), new RawValue(pick(LITERALS, random)));
        } else if (container instanceof ObjectNode object) {
            List<String> names = names(object);
            String name = names.isEmpty() ? "x" : pick(names, random);
            JsonNode value = object.path(name);
            switch (random.nextInt(5)) {
                case 0 -> object.remove(name);
                case 1 -> object.putNull(name);
                case 2 -> object.putRawValue(name, new RawValue(pick(LITERALS, random)));
                case 3 -> object.putRawValue(name + "x", new RawValue(pick(LITERALS, random)));
                default -> {
                    object.remove(name);
                    object.set(name.toUpperCase(Locale.ROOT), value);
                }
            }
        }
        return changed;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
        }
        node.forEach(inner -> collect(inner, containers));
    }

    /** The text with something put in, taken out or repeated anywhere; some of it is still JSON. */
    private static byte[] damaged(byte[] text, Random random) {
        int at = random.nextInt(text.length + 1);
        int to = Math.min(text.length, at + random.nextInt(8));
        return switch (random.nextInt(6)) {
            case 0 -> joined(text, at, utf8(pick(PIECES, random)), at);
            case 1 -> joined(text, at, pick(ODD_BYTES, random), at);
            case 2 -> joined(text, at, new byte[0], to);
            case 3 -> joined(text, to, Arrays.copyOfRange(text, at, to), to);
            case 4 -> joined(text, at, utf8(pick(LITERALS, random)), to);
            default -> fieldPutIn(text, random);
        };
    }

    /** The text with a field, often a second one of its name, at the beginning of one of its objects. */
    private static byte[] fieldPutIn(byte[] text, Random random) {
        String whole = new String(text, StandardCharsets.UTF_8);
        List<String> names = Pattern.compile("\"(\\w+)\":")
                .matcher(whole)
                .results()
                .map(found -> found.group(1))
                .toList();
        List<Integer> objects = Pattern.compile("\\{")
                .matcher(whole)
                .results()
                .map(MatchResult::end)
                .toList();
        int at = pick(objects, random);
        String field = "\"" + (names.isEmpty() ? "x" : pick(names, random)) + "\":" + pick(LITERALS, random);
        return utf8(whole.substring(0, at) + field + "," + whole.substring(at));
    }

    private static byte[] joined(byte[] text, int to, byte[] middle, int from) {
        byte[] joined = new byte[to + middle.length + text.length - from];
        System.arraycopy(text, 0, joined, 0, to);
        System.arraycopy(middle, 0, joined, to, middle.length);
        System.arraycopy(text, from, joined, to + middle.length, text.length - from);
        return joined;
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static <T> T pick(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static String text(JsonNode document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            return fail("no JSON", e);
        }
    }

    private static byte[] bytes(JsonNode document) {
        return utf8(text(document));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
