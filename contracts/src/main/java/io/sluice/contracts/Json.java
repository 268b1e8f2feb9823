package io.sluice.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** The one way that Sluice writes and reads JSON between its own processes. */
public final class Json {
    private static final ObjectMapper MAPPER = mapper();

    private Json() {}

    /** What is ours, as {@link #mapper} writes it; it always can be written. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw unwritable(value, e);
        }
    }

    /** The same in UTF-8. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw unwritable(value, e);
        }
    }

    /** What Sluice has written and stored itself; it always can be read. */
    public static <T> T stored(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + type.getSimpleName() + " can't be read", e);
        }
    }

    private static IllegalStateException unwritable(Object value, JsonProcessingException e) {
        return new IllegalStateException(value.getClass().getName() + " can't be written as JSON", e);
    }

    /**
     * A mapper for traffic between Sluice's processes: instants as ISO-8601, absent rather than null, and unknown fields
     * ignored, so that versions n and n+1 understand each other. A character takes as many bytes as UTF-8 has for it, and
     * only what can be stored is read ({@link StorableValues}). What people send is read strictly elsewhere.
     */
    public static ObjectMapper mapper() {
        return shape(new JsonMapper().registerModule(new JavaTimeModule()));
    }

    /** Gives the shape of {@link #mapper} to one that somebody else made, which knows times already. */
    public static ObjectMapper shape(ObjectMapper mapper) {
        mapper.registerModule(new StorableValues());
        mapper.getFactory().enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);
        mapper.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        mapper.disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
        mapper.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.setDefaultPropertyInclusion(
                JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS));
        return mapper;
    }
}
