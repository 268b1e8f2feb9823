package io.sluice.service.kafka;

import java.util.List;

/** Which settings of topics are safe. Pure. */
final class TopicConfigRules {
    private static final long MIN_BYTES = 1L << 20;
    private static final long MAX_BYTES = 8L << 20;

    private TopicConfigRules() {}

    /** Every violation, each naming its property; empty when the set is safe. */
    static List<String> violations(TopicConfig config) {
        long bytes = config.maxRecord().asLongValue();
        return bytes < MIN_BYTES || bytes > MAX_BYTES
                ? List.of("sluice.kafka.max-record is " + bytes + " bytes and must be 1M to 8M")
                : List.of();
    }
}
