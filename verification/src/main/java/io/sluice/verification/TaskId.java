package io.sluice.verification;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The part of an accepted submission's answer that counts. */
@JsonIgnoreProperties(ignoreUnknown = true)
record TaskId(@Nullable UUID id) {}
