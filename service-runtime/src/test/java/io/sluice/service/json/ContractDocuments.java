package io.sluice.service.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.sluice.contracts.Json;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Documents for a record of the contracts, made from its components and their constraints: right ones, and ones in which about
 * one field in ten holds whatever people and programs have been seen to send.
 */
final class ContractDocuments {
    private static final ObjectMapper JSON = Json.mapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> TEXTS = List.of(
            "noop",
            "exec",
            "a",
            "zone",
            "topology.kubernetes.io/zone",
            "with blanks in it",
            "h\u00e9llo \u20ac",
            "\uD83D\uDE00 \uD83D\uDC69\u200D\uD83D\uDE80",
            "two\nlines\r\n",
            "\u0001\u001b[31m\u007f\u0085\u2028",
            "\uFFFD\uFFFE\uFFFF\uDBFF\uDFFF",
            "\"quoted\" \\ {} ${x} #{y}",
            "x".repeat(63),
            "0a".repeat(32),
            "\uD83D\uDE00".repeat(90));

    private static final List<String> UNFIT_TEXTS =
            List.of("", " ", "\0", "\uD800", "a\uDC00", "my key", "A=b", "x".repeat(70_000), "\uFEFF");

    private static final List<String> LENGTHS =
            List.of("1ms", "1s", "90s", "10m", "24h", "7d", "30d", "PT1H30M", "PT0.001S", "P1DT0.5S");

    private static final List<String> UNFIT_LENGTHS = List.of(
            "PT0.0004S",
            "PT0.0000001S",
            "PT1.0009999S",
            "0s",
            "10000d",
            "10001d",
            "P10000DT0.0001S",
            "-1s",
            "",
            "1",
            "31d",
            "P30DT0.001S",
            "999999999999d");

    private static final List<String> TIMES = List.of(
            "2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00.123456Z",
            "2026-01-31T12:00:00.123456789Z",
            "2026-01-31T12:00:00+02:00",
            "1970-01-01T00:00:00Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z");

    private static final List<String> UNFIT_TIMES = List.of(
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "0000-12-31T23:59:59Z",
            "+10000-01-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-01-31",
            "12345",
            "",
            "now");

    private static final List<String> UNFIT_NUMBERS = List.of(
            "1e999",
            "-1e999",
            "1e2",
            "1.5",
            "2147483648",
            "-2147483649",
            "9223372036854775808",
            "1" + "0".repeat(400),
            "0.1e-400",
            "-0",
            "\"1\"",
            "\"\"",
            "true",
            "null");

    private final Random random;
    private int oneInSoMany;

    ContractDocuments(Random random) {
        this.random = random;
    }

    /** One with nothing wrong in any field. */
    JsonNode right(Class<?> type) {
        oneInSoMany = Integer.MAX_VALUE;
        return record(type);
    }

    /** One that may be wrong anywhere. */
    JsonNode any(Class<?> type) {
        oneInSoMany = 10;
        return record(type);
    }

    /** All records of the contracts that are documents of their own. */
    static List<Class<?>> records() {
        return new ClassFileImporter()
                .importPackages("io.sluice.contracts").stream()
                        .filter(JavaClass::isRecord)
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(type -> !isOneText(type) && !isVariant(type))
                        .sorted(Comparator.comparing(Class::getName))
                        .toList();
    }

    /** Whether the record is one text or number in JSON. */
    private static boolean isOneText(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getAccessor)
                        .anyMatch(accessor -> accessor.isAnnotationPresent(JsonValue.class))
                || Arrays.stream(type.getDeclaredMethods())
                        .anyMatch((Method method) -> method.isAnnotationPresent(JsonValue.class));
    }

    /** Whether the record is one of several that a field may hold, and is written with its name there alone. */
    private static boolean isVariant(Class<?> type) {
        return Arrays.stream(type.getInterfaces()).anyMatch(of -> of.isAnnotationPresent(JsonTypeInfo.class));
    }

    private boolean wrong() {
        return random.nextInt(oneInSoMany) == 0 && oneInSoMany < Integer.MAX_VALUE;
    }

    private ObjectNode record(Class<?> type) {
        ObjectNode document = NODES.objectNode();
        for (RecordComponent component : type.getRecordComponents()) {
            AnnotatedType of = component.getAnnotatedType();
            boolean mayBeAbsent = of.isAnnotationPresent(Nullable.class);
            if (mayBeAbsent && random.nextInt(3) == 0) {
                continue;
            }
            document.set(component.getName(), value(of));
        }
        if (wrong()) {
            document.put(pick(TEXTS) + "?", 1);
        }
        return document;
    }

    private JsonNode value(AnnotatedType annotated) {
        Type type = annotated.getType();
        Class<?> raw = raw(type);
        if (wrong()) {
            return anything();
        }
        if (raw == String.class) {
            return NODES.textNode(text(annotated));
        }
        if (Map.class.isAssignableFrom(raw)) {
            return map((AnnotatedParameterizedType) annotated);
        }
        if (List.class.isAssignableFrom(raw)) {
            ArrayNode list = NODES.arrayNode();
            AnnotatedType item = ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments()[0];
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(value(item));
            }
            return list;
        }
        if (raw.isRecord() && !isOneText(raw)) {
            return record(raw);
        }
        return raw.isSealed() ? variant(raw) : leaf(raw, annotated);
    }

    private JsonNode map(AnnotatedParameterizedType annotated) {
        ObjectNode map = NODES.objectNode();
        AnnotatedType[] of = annotated.getAnnotatedActualTypeArguments();
        for (int i = random.nextInt(4); i > 0; i--) {
            String key = raw(of[0].getType()) == String.class
                    ? text(of[0])
                    : value(of[0]).asText();
            boolean isNull = of[1].isAnnotationPresent(Nullable.class) && random.nextInt(3) == 0;
            map.set(key, isNull ? NODES.nullNode() : value(of[1]));
        }
        return map;
    }

    private JsonNode variant(Class<?> type) {
        JsonSubTypes.Type[] all = type.getAnnotation(JsonSubTypes.class).value();
        JsonSubTypes.Type one = all[random.nextInt(all.length)];
        ObjectNode document = NODES.objectNode();
        document.put(type.getAnnotation(JsonTypeInfo.class).property(), one.name());
        return document.setAll(record(one.value()));
    }

    private JsonNode leaf(Class<?> raw, AnnotatedType annotated) {
        if (raw.isEnum()) {
            Object[] constants = raw.getEnumConstants();
            return JSON.valueToTree(constants[random.nextInt(constants.length)]);
        }
        if (raw == Timespan.class) {
            return NODES.textNode(pick(wrong() ? UNFIT_LENGTHS : LENGTHS));
        }
        if (raw == Instant.class) {
            return NODES.textNode(pick(wrong() ? UNFIT_TIMES : TIMES));
        }
        if (raw == UUID.class) {
            String id = new UUID(random.nextLong(), random.nextLong()).toString();
            return NODES.textNode(random.nextBoolean() ? id : id.toUpperCase(Locale.ROOT));
        }
        if (raw == NodeName.class) {
            return NODES.textNode(pick(List.of("a", "agent-1", "pod.of.three")));
        }
        if (raw == Epoch.class) {
            return NODES.numberNode(1 + random.nextInt(5));
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return NODES.booleanNode(random.nextBoolean());
        }
        if (raw == double.class) {
            return NODES.numberNode(pick(List.of(0.0, -1.0, 0.5, 17.25, 1e300)));
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return number(annotated);
        }
        throw new AssertionError("say what a document holds for a " + raw);
    }

    private JsonNode number(AnnotatedType annotated) {
        if (wrong()) {
            return raw(pick(UNFIT_NUMBERS));
        }
        Min least = annotated.getAnnotation(Min.class);
        Max most = annotated.getAnnotation(Max.class);
        long from = least == null ? 1 : least.value();
        long to = most == null ? from + 1_000 : most.value();
        return NODES.numberNode(random.nextInt(4) == 0 ? to : from + random.nextInt((int) (to - from) + 1));
    }

    private JsonNode anything() {
        return switch (random.nextInt(5)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.textNode(pick(UNFIT_TEXTS));
            case 2 -> raw(pick(UNFIT_NUMBERS));
            case 3 -> NODES.arrayNode().add(1);
            default -> NODES.objectNode().put(pick(UNFIT_TEXTS), pick(UNFIT_TEXTS));
        };
    }

    private String text(AnnotatedType annotated) {
        if (wrong()) {
            return pick(UNFIT_TEXTS);
        }
        List<String> fit = TEXTS.stream().filter(text -> fits(text, annotated)).toList();
        return pick(fit);
    }

    private static boolean fits(String text, AnnotatedType annotated) {
        Size size = annotated.getAnnotation(Size.class);
        Pattern pattern = annotated.getAnnotation(Pattern.class);
        boolean blank = annotated.isAnnotationPresent(NotBlank.class) && text.isBlank();
        return !blank
                && (size == null || (text.length() >= size.min() && text.length() <= size.max()))
                && (pattern == null || text.matches(pattern.regexp()));
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static JsonNode raw(String json) {
        return NODES.rawValueNode(new RawValue(json));
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }
}
