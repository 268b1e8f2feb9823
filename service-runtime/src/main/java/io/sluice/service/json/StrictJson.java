package io.sluice.service.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sluice.contracts.StorableValues;
import io.sluice.contracts.Utf8;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what people and outside programs send. Refuses what it does not know rather than to guess: unknown and doubled
 * fields, numbers as text, another encoding than UTF-8, text that can't be stored ({@link StorableValues}), anything after
 * the document. A refusal names every wrong field at once, by its path as in the body.
 *
 * <p>Nearly all that is sent is right, and is read in one pass ({@link OnePassReader}). Only what that does not take is made
 * a tree and held to its type field by field, which alone decides what is wrong.
 */
@Singleton
public final class StrictJson {
    /** Of a field, in characters: names of wrong fields are sent back. */
    private static final int MAX_NAME_LENGTH = 1_000;

    private final JsonMapper mapper;
    private final RecordFields records;
    private final OnePassReader onePass;
    private final Validator validator;

    /** A reader that checks with this validator. */
    public StrictJson(Validator validator) {
        this.validator = validator;
        this.mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNameLength(MAX_NAME_LENGTH)
                                .build())
                        .build())
                .addModule(new JavaTimeModule())
                .addModule(new StorableValues())
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        coercion -> coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
        this.records = new RecordFields(mapper);
        this.onePass = new OnePassReader(mapper);
    }

    /**
     * The body as a value of this type.
     *
     * @throws ProblemException {@code invalid-request}, naming every wrong field
     */
    public <T> T read(byte @Nullable [] body, Class<T> type) {
        return read(body, type, value -> List.of());
    }

    /**
     * The same, with further rules for the value; it may lack fields, of those that are wrong. The
     * rules are pure: a value that breaks one is held to them twice.
     *
     * @throws ProblemException {@code invalid-request}, naming every wrong field
     */
    public <T> T read(byte @Nullable [] body, Class<T> type, Function<T, List<FieldError>> rules) {
        byte[] text = text(body);
        return inOnePass(text, type, rules).orElseGet(() -> fieldByField(text, type, rules));
    }

    /** The value; empty when anything is wrong or in doubt, which {@link #fieldByField} decides. */
    <T> Optional<T> inOnePass(byte[] text, Class<T> type, Function<T, List<FieldError>> rules) {
        return onePass.read(text, type)
                .filter(value -> validator.validate(value).isEmpty()
                        && rules.apply(value).isEmpty());
    }

    /** The value, or all that is wrong. */
    <T> T fieldByField(byte[] text, Class<T> type, Function<T, List<FieldError>> rules) {
        return value(document(text), type, rules);
    }

    /**
     * The body as a change to a value of this type, null told from what is not named.
     *
     * @throws ProblemException {@code invalid-request}, naming every wrong field
     */
    public <T> MergePatch<T> readMergePatch(byte @Nullable [] body, Class<T> type) {
        JsonNode document = document(text(body));
        Set<String> cleared = new HashSet<>();
        document.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                cleared.add(field.getKey());
            }
        });
        return new MergePatch<>(value(document, type, value -> List.of()), cleared);
    }

    private static byte[] text(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw ProblemException.invalid("body", "must be a JSON object, and is empty");
        }
        if (!Utf8.isText(body)) {
            throw ProblemException.invalid("body", "must be JSON in UTF-8, and holds bytes that are not");
        }
        return body;
    }

    private JsonNode document(byte[] text) {
        JsonNode document = parse(text);
        if (!document.isObject()) {
            throw ProblemException.invalid("body", "must be a JSON object");
        }
        return document;
    }

    private <T> T value(JsonNode document, Class<T> type, Function<T, List<FieldError>> rules) {
        JsonShapeCheck check = new JsonShapeCheck(mapper, records);
        JsonNode fit = check.check(document, mapper.constructType(type));
        List<FieldError> errors = new ArrayList<>(check.errors());
        T value = convert(fit, type, errors);
        if (value != null && !check.isFull()) {
            errors.addAll(violations(value, check));
            errors.addAll(rules.apply(value));
        }
        if (value == null || !errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return value;
    }

    private JsonNode parse(byte[] text) {
        try {
            return mapper.readTree(text);
        } catch (JacksonException e) {
            throw ProblemException.invalid("body", "is no JSON that can be read" + place(e));
        } catch (IOException e) {
            throw ProblemException.invalid("body", "is no JSON that can be read");
        }
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : ", at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    /** What is left when the wrong fields are taken away, so that its own rules are checked too. Null when nothing is. */
    private <T> @Nullable T convert(JsonNode fit, Class<T> type, List<FieldError> errors) {
        try {
            return mapper.treeToValue(fit, type);
        } catch (JacksonException | IllegalArgumentException e) {
            if (errors.isEmpty()) {
                errors.add(JsonShapeCheck.blame("body", e));
            }
            return null;
        }
    }

    private <T> List<FieldError> violations(T value, JsonShapeCheck check) {
        return FieldErrors.of(validator.validate(value))
                .filter(error -> !check.blames(error.field()))
                .limit(JsonShapeCheck.MAX_ERRORS)
                .toList();
    }
}
