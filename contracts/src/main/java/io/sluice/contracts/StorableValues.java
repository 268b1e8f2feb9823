package io.sluice.contracts;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of JSON takes for a text, a time or an id: only what can be written again and stored, and is the same then.
 * Whatever reads JSON in Sluice has this module, so that no field can be forgotten.
 */
public final class StorableValues extends SimpleModule {
    private static final long serialVersionUID = 1L;

    /** All values of the three kinds. */
    public StorableValues() {
        super("sluice-storable-values");
        addDeserializer(String.class, new Text());
        addKeyDeserializer(String.class, new Name());
        addDeserializer(Instant.class, new Time());
        addDeserializer(UUID.class, new Id());
    }

    private static final class Text extends StringDeserializer {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            @Nullable String text = super.deserialize(parser, context);
            return text == null ? null : storable(text, context);
        }
    }

    private static final class Name extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            return storable(key, context);
        }
    }

    private static String storable(String text, DeserializationContext context) throws JsonMappingException {
        String fault = StorableText.fault(text);
        if (fault != null) {
            throw refused(context, String.class, fault);
        }
        return text;
    }

    /** RFC 3339, in the years that RFC 3339 has, to the microsecond: that is what the database keeps of it. */
    private static final class Time extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1L;
        private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
        private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

        Time() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            try {
                Instant time = Instant.parse(parser.getText());
                if (time.isBefore(FIRST) || time.isAfter(LAST)) {
                    throw refused(context, Instant.class, "must be a time in the years 0001 to 9999");
                }
                return time.truncatedTo(ChronoUnit.MICROS);
            } catch (DateTimeException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, parser.getText(), "no time");
            }
        }
    }

    /** See {@link UuidText}. */
    private static final class Id extends StdScalarDeserializer<UUID> {
        private static final long serialVersionUID = 1L;

        Id() {
            super(UUID.class);
        }

        @Override
        public UUID deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (UUID) context.handleUnexpectedToken(UUID.class, parser);
            }
            String text = parser.getText();
            Optional<UUID> id = UuidText.parse(text);
            return id.isPresent() ? id.get() : (UUID) context.handleWeirdStringValue(UUID.class, text, "no UUID");
        }
    }

    private static JsonMappingException refused(DeserializationContext context, Class<?> type, String message) {
        JavaType wanted = context.constructType(type);
        return ValueInstantiationException.from(
                context.getParser(), message, wanted, new IllegalArgumentException(message));
    }
}
