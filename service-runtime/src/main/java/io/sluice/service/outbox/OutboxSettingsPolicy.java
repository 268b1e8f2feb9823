package io.sluice.service.outbox;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which settings of the outbox are safe. Pure. */
final class OutboxSettingsPolicy {
    private static final int MAX_BATCH = 10_000;
    private static final Duration MIN_INTERVAL = Duration.ofMillis(10);
    private static final Duration MAX_INTERVAL = Duration.ofMinutes(1);

    private OutboxSettingsPolicy() {}

    /** Every violation, each naming its property; empty when the set is safe. */
    static List<String> violations(OutboxConfig config) {
        List<String> violations = new ArrayList<>();
        Optional<String> source = config.source();
        if (source.isEmpty() || source.get().isBlank() || !isReference(source.get())) {
            violations.add("sluice.outbox.source is " + source.orElse("empty")
                    + " and must be a URI reference such as /sluice/node-registry");
        }
        if (config.batch() < 1 || config.batch() > MAX_BATCH) {
            violations.add("sluice.outbox.batch is " + config.batch() + " and must be 1 to " + MAX_BATCH);
        }
        if (config.interval().compareTo(MIN_INTERVAL) < 0 || config.interval().compareTo(MAX_INTERVAL) > 0) {
            violations.add("sluice.outbox.interval is " + config.interval() + " and must be " + MIN_INTERVAL + " to "
                    + MAX_INTERVAL);
        }
        return violations;
    }

    private static boolean isReference(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
