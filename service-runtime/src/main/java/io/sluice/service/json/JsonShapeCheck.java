package io.sluice.service.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.problem.FieldError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds a document to a type, field by field, so that all that is wrong is found and not the first alone. */
final class JsonShapeCheck {
    /** More than anyone reads. A body could hold a million wrong fields, and each would be answered. */
    static final int MOST_ERRORS = 100;

    private final JsonMapper mapper;
    private final List<FieldError> errors = new ArrayList<>();

    JsonShapeCheck(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** What was found so far. */
    List<FieldError> errors() {
        return errors;
    }

    /** Whether there is no room for another. */
    boolean isFull() {
        return errors.size() >= MOST_ERRORS;
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
        if (isComposed(type)) {
            return node.isObject() ? fitRecord((ObjectNode) node, type, path) : wrong(path, "must be an object");
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

    private @Nullable JsonNode fitRecord(ObjectNode node, JavaType type, String path) {
        int before = errors.size();
        Map<String, BeanPropertyDefinition> known = properties(type);
        ObjectNode fit = mapper.createObjectNode();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String at = within(path, entry.getKey());
            BeanPropertyDefinition property = known.get(entry.getKey());
            if (property == null) {
                wrong(at, "is not known here; known are " + String.join(", ", known.keySet()));
                continue;
            }
            JsonNode value = fit(entry.getValue(), property.getPrimaryType(), at);
            if (value != null) {
                fit.set(entry.getKey(), value);
            }
        }
        known.values().stream()
                .filter(property ->
                        property.isRequired() || property.getPrimaryType().isPrimitive())
                .filter(property -> !node.hasNonNull(property.getName()))
                .forEach(property -> wrong(within(path, property.getName()), "is required"));
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
    private void fillWhatIsMissing(ObjectNode fit, Map<String, BeanPropertyDefinition> known) {
        for (BeanPropertyDefinition property : known.values()) {
            if (!fit.hasNonNull(property.getName()) && property.getPrimaryType().isPrimitive()) {
                JsonNodeFactory nodes = mapper.getNodeFactory();
                boolean flag = property.getPrimaryType().hasRawClass(boolean.class);
                fit.set(property.getName(), flag ? nodes.booleanNode(false) : nodes.numberNode(0));
            } else if (!fit.has(property.getName()) && property.isRequired()) {
                fit.putNull(property.getName());
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

    /** Whether the type has fields of its own in JSON, rather than being one text or number. */
    private boolean isComposed(JavaType type) {
        return type.getRawClass().isRecord() && description(type).findJsonValueAccessor() == null;
    }

    private Map<String, BeanPropertyDefinition> properties(JavaType type) {
        Map<String, BeanPropertyDefinition> known = new LinkedHashMap<>();
        for (Iterator<BeanPropertyDefinition> all =
                        description(type).findProperties().iterator();
                all.hasNext(); ) {
            BeanPropertyDefinition property = all.next();
            if (property.hasConstructorParameter()) {
                known.put(property.getName(), property);
            }
        }
        return known;
    }

    private BeanDescription description(JavaType type) {
        return mapper.getDeserializationConfig().introspect(type);
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
