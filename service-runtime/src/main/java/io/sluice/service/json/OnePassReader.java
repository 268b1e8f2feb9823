package io.sluice.service.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document straight into its value, without a tree between them, as long as nothing in it is wrong. What it takes,
 * {@link JsonShapeCheck} finds right too, and it is the same value; what it does not take may be right all the same. Whether
 * the value keeps its constraints is not looked at here.
 */
final class OnePassReader {
    private final JsonMapper mapper;

    /** A reader that is strict where this one is, and where otherwise the fields are looked at one by one. */
    OnePassReader(JsonMapper strict) {
        this.mapper = strict.rebuild()
                .annotationIntrospector(new StrictAnnotations())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
                .build();
    }

    /** The value; empty when anything about the document is wrong or in doubt. */
    <T> Optional<T> read(byte[] text, Class<T> type) {
        try {
            return Optional.ofNullable(mapper.readValue(text, type));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What a type says of itself, without what would make it take more than a strict reader does. */
    private static final class StrictAnnotations extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        /** Records that other versions write ignore what they do not know; here it is a mistake of whoever sends it. */
        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated annotated) {
            return super.findPropertyIgnoralByName(config, annotated).withoutIgnoreUnknown();
        }

        @Override
        public @Nullable List<PropertyName> findPropertyAliases(Annotated annotated) {
            return null;
        }

        /** A field that has to be there must not be null either. */
        @Override
        public JsonSetter.Value findSetterInfo(Annotated annotated) {
            boolean isRequired =
                    annotated instanceof AnnotatedMember member && Boolean.TRUE.equals(hasRequiredMarker(member));
            return isRequired ? JsonSetter.Value.forValueNulls(Nulls.FAIL) : super.findSetterInfo(annotated);
        }

        /** A field's own way to read its value may take more than the value's type does. */
        @Override
        public @Nullable Object findDeserializer(Annotated annotated) {
            return annotated instanceof AnnotatedMember && annotated.hasAnnotation(JsonDeserialize.class)
                    ? Doubt.class
                    : super.findDeserializer(annotated);
        }
    }

    /** Takes no value. */
    private static final class Doubt extends StdDeserializer<Object> {
        private static final long serialVersionUID = 1L;

        Doubt() {
            super(Object.class);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return context.reportInputMismatch(this, "read in a way of its own");
        }
    }
}
