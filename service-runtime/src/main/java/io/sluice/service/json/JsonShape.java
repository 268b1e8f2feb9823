package io.sluice.service.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.sluice.contracts.Json;
import jakarta.inject.Singleton;

/** Gives the service's own mapper the shape of {@link Json}. */
@Singleton
final class JsonShape implements ObjectMapperCustomizer {
    /** After the framework's own modules, of which the last to come says how a type is read. */
    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        Json.shape(mapper);
    }
}
