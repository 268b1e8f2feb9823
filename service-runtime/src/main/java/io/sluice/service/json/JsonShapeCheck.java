package io.sluice.service.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.problem.FieldError;
import io.sluice.service.json.RecordFields.Field;
import io.sluice.service.json.RecordFields.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds a document to a type, field by field, so that all that is wrong is found and not the first alone. */
final class JsonShapeCheck {
    /** More than anyone reads. A body could hold a million wrong fields, and each would be answered. */
    static final int MAX_ERRORS = 100;

    private final JsonMapper mapper;
    private final RecordFields records;
    private final List<FieldError> errors = new ArrayList<>();

    JsonShapeCheck(JsonMapper mapper, RecordFields records) {
        this.mapper = mapper;
        this.records = records;
    }

    /** What was found so far. */
    List<FieldError> errors() {
        return errors;
    }

    /** Whether there is no room for another. */
    boolean isFull() {
        return errors.size() >= MAX_ERRORS;
    }

    /** Whether this field, or what it lies in, was found wrong. */
    boolean blames(String field) {
        return errors.stream()
                .map(FieldError::field)
                .anyMatch(
                        wrong -> field.equals(wrong) || field.startsWith(wrong + ".") || field.startsWith(wrong + "["));
    }

    /** The document without the fields that are wrong. */
    JsonNode check(JsonNode document, JavaType type) {
        JsonNode fit = fit(document, type, "");
        return fit == null ? mapper.createObjectNode() : fit;
    }

    /** The node if it is right, with what is wrong inside it taken away; null when it is wrong itself. */
    private @Nullable JsonNode fit(JsonNode node, JavaType type, String path) {
        if (node.isNull()) {
            return node;
        }
        if (type.isMapLikeType()) {
            return node.isObject() ? fitMap((ObjectNode) node, type, path) : wrong(path, "must be an object");
        }
        if (type.isCollectionLikeType()) {
            return node.isArray() ? fitList((ArrayNode) node, type, path) : wrong(path, "must be an array");
        }
        Optional<Fields> fields = records.of(type);
        if (fields.isPresent()) {
            return node.isObject()
                    ? fitRecord((ObjectNode) node, type, fields.get(), path)
                    : wrong(path, "must be an object");
        }
        return fitLeaf(node, type, path);
    }

    private JsonNode fitMap(ObjectNode node, JavaType type, String path) {
        ObjectNode fit = mapper.createObjectNode();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String fault = StorableText.fault(entry.getKey());
            if (fault != null) {
                wrong(path, "has a name that " + fault);
                continue;
            }
            JsonNode value = fit(entry.getValue(), type.getContentType(), within(path, entry.getKey()));
            if (value != null) {
                fit.set(entry.getKey(), value);
            }
        }
        return fit;
    }

    private JsonNode fitList(ArrayNode node, JavaType type, String path) {
        ArrayNode fit = mapper.createArrayNode();
        int index = 0;
        for (JsonNode item : node) {
            JsonNode value = fit(item, type.getContentType(), path + "[" + index++ + "]");
            // A wrong item keeps its place, so that the paths of those behind it stay true.
            fit.add(value == null ? mapper.nullNode() : value);
        }
        return fit;
    }

    private @Nullable JsonNode fitRecord(ObjectNode node, JavaType type, Fields known, String path) {
        int before = errors.size();
        ObjectNode fit = mapper.createObjectNode();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String at = within(path, entry.getKey());
            Field field = known.named(entry.getKey());
            if (field == null) {
                wrong(at, "is not known here; known are " + known.names());
                continue;
            }
            JsonNode value = fit(entry.getValue(), field.type(), at);
            if (value != null) {
                fit.set(entry.getKey(), value);
            }
        }
        for (Field field : known.all()) {
            if (field.isRequired() && !node.hasNonNull(field.name())) {
                wrong(within(path, field.name()), "is required");
            }
        }
        fillWhatIsMissing(fit, known);
        // The whole is made by the caller; what lies in it is tried here, where its path is known.
        return path.isEmpty() || errors.size() > before ? fit : fitWhole(fit, type, path);
    }

    /** Fields may be right one by one, and the record refuse them together. */
    private @Nullable JsonNode fitWhole(ObjectNode fit, JavaType type, String path) {
        try {
            mapper.treeToValue(fit, type);
            return fit;
        } catch (JacksonException | IllegalArgumentException e) {
            add(blame(path, e));
            return null;
        }
    }

    /** Required fields that are wrong or missing are null in what is checked further; they are blamed already. */
    private void fillWhatIsMissing(ObjectNode fit, Fields known) {
        for (Field field : known.all()) {
            if (!fit.hasNonNull(field.name()) && field.type().isPrimitive()) {
                JsonNodeFactory nodes = mapper.getNodeFactory();
                boolean flag = field.type().hasRawClass(boolean.class);
                fit.set(field.name(), flag ? nodes.booleanNode(false) : nodes.numberNode(0));
            } else if (!fit.has(field.name()) && field.isRequired()) {
                fit.putNull(field.name());
            }
        }
    }

    private @Nullable JsonNode fitLeaf(JsonNode node, JavaType type, String path) {
        try {
            mapper.treeToValue(node, type);
            return node;
        } catch (JacksonException | IllegalArgumentException e) {
            add(leafError(path, type, e));
            return null;
        }
    }

    private FieldError leafError(String path, JavaType type, Exception fault) {
        if (type.isEnumType()) {
            List<String> allowed = new ArrayList<>();
            for (Object constant : type.getRawClass().getEnumConstants()) {
                allowed.add(mapper.convertValue(constant, String.class));
            }
            return new FieldError(path, "must be one of " + String.join(", ", allowed));
        }
        return fault instanceof ValueInstantiationException ? blame(path, fault) : new FieldError(path, mustBe(type));
    }

    /** Blames the field, in the words of the type that refused the value where it has any. */
    static FieldError blame(String path, Exception fault) {
        return FieldErrors.refused(path, fault, "has a value that is not allowed");
    }

    private static String mustBe(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (raw == String.class) {
            return "must be text";
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return "must be true or false";
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return "must be a whole number" + (raw == int.class || raw == Integer.class ? " below 2147483648" : "");
        }
        if (raw == java.time.Instant.class) {
            return "must be a time such as 2026-01-31T12:00:00Z";
        }
        if (raw == java.util.UUID.class) {
            return "must be a UUID";
        }
        return "has a value of the wrong kind";
    }

    private @Nullable JsonNode wrong(String path, String message) {
        add(new FieldError(path.isEmpty() ? "body" : path, message));
        return null;
    }

    private void add(FieldError error) {
        if (!isFull()) {
            errors.add(error);
        }
    }

    private static String within(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
