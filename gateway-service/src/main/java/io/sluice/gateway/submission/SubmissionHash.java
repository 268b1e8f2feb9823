package io.sluice.gateway.submission;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.contracts.Sha256;
import io.sluice.contracts.task.TaskSubmission;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells whether two submissions ask for the same: order of fields, white space and spelling of times make no difference. */
final class SubmissionHash {
    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private SubmissionHash() {}

    private record Asked(
            TaskSubmission submission, @Nullable UUID rerunOf) {}

    /** SHA-256 of the canonical form, hexadecimal. What is left out differs from what is given, even when it is the default. */
    static String of(TaskSubmission submission, @Nullable UUID rerunOf) {
        try {
            return Sha256.hex(CANONICAL.writeValueAsBytes(new Asked(submission, rerunOf)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a submission that was read can't be hashed", e);
        }
    }
}
