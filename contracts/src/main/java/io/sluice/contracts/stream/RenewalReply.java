package io.sluice.contracts.stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * The lease holds again, counted from when the node sent the renewal.
 *
 * @param leaseMillis how long, milliseconds
 * @param frames what the node should have heard already: assignments that it does not hold, attempts to end
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RenewalReply(long leaseMillis, List<StreamFrame> frames) {}
