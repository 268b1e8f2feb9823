package io.sluice.service.json;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the records that are read. A type is introspected once, since that costs more than to read a document of it;
 * there are as many entries as the contracts have types.
 */
final class RecordFields {
    /**
     * One of a record, as Jackson sees it.
     *
     * @param name in JSON
     * @param type of its value
     * @param isRequired whether it has to be there, by its annotation or as a primitive
     */
    record Field(String name, JavaType type, boolean isRequired) {}

    /** The fields of one type by their names, in their order. */
    record Fields(Map<String, Field> byName) {
        Collection<Field> all() {
            return byName.values();
        }

        @Nullable
        Field named(String name) {
            return byName.get(name);
        }

        String names() {
            return String.join(", ", byName.keySet());
        }
    }

    private final JsonMapper mapper;
    private final ConcurrentMap<JavaType, Optional<Fields>> known = new ConcurrentHashMap<>();

    RecordFields(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** Empty when the type is one text or number in JSON, or no record. */
    Optional<Fields> of(JavaType type) {
        return type.getRawClass().isRecord() ? known.computeIfAbsent(type, this::introspect) : Optional.empty();
    }

    private Optional<Fields> introspect(JavaType type) {
        BeanDescription description = mapper.getDeserializationConfig().introspect(type);
        if (description.findJsonValueAccessor() != null) {
            return Optional.empty();
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        for (BeanPropertyDefinition property : description.findProperties()) {
            if (property.hasConstructorParameter()) {
                JavaType fieldType = property.getPrimaryType();
                boolean isRequired = property.isRequired() || fieldType.isPrimitive();
                fields.put(property.getName(), new Field(property.getName(), fieldType, isRequired));
            }
        }
        return Optional.of(new Fields(Collections.unmodifiableMap(fields)));
    }
}
