package io.sluice.service.request;

import java.util.List;

/** Which settings of requests are safe. Pure. */
final class RequestConfigRules {
    private static final long MIN_BYTES = 2L << 20;
    private static final long MAX_BYTES = 64L << 20;

    private RequestConfigRules() {}

    /** Every violation, each naming its property; empty when the set is safe. */
    static List<String> violations(RequestConfig config) {
        long bytes = config.maxBody().asLongValue();
        return bytes < MIN_BYTES || bytes > MAX_BYTES
                ? List.of("sluice.request.max-body is " + bytes + " bytes and must be 2M to 64M")
                : List.of();
    }
}
