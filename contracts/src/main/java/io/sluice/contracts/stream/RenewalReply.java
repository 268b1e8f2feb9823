package io.sluice.contracts.stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lease holds again, counted from when the node sent the renewal.
 *
 * @param leaseMillis how long, milliseconds
 * @param renewedAt when, by the database's clock; the node sends it back with its next renewal
 * @param frames what the node should have heard already: assignments that it does not hold, attempts to end
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RenewalReply(long leaseMillis, @Nullable Instant renewedAt, List<StreamFrame> frames) {}
