package io.sluice.gateway.submission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which settings of submission are safe. Pure. */
final class SubmissionConfigRules {
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final long LEAST_WAITING_BYTES = 2L << 20;
    private static final long MOST_WAITING_BYTES = 1L << 30;
    private static final long LARGEST_BATCH_BYTES = 48L << 20;

    private SubmissionConfigRules() {}

    /** Every violation, each naming its property; empty when the set is safe. */
    static List<String> violations(SubmissionConfig config) {
        List<String> violations = new ArrayList<>();
        SubmissionConfig.Submission submission = config.submission();
        if (config.queueLimit() < 1) {
            violations.add("sluice.gateway.queue-limit is " + config.queueLimit() + " and must be 1 or more");
        }
        if (isOutside(submission.acknowledgementWait(), SHORTEST_WAIT, LONGEST_WAIT)) {
            violations.add("sluice.gateway.submission.acknowledgement-wait is " + submission.acknowledgementWait()
                    + " and must be " + SHORTEST_WAIT + " to " + LONGEST_WAIT);
        }
        if (isOutside(config.intakeWait(), Duration.ofMillis(100), LONGEST_WAIT)) {
            violations.add("sluice.gateway.intake-wait is " + config.intakeWait() + " and must be PT0.1S to "
                    + LONGEST_WAIT + ", since a reader waits for it");
        }
        if (submission.waiting() < 1) {
            violations.add("sluice.gateway.submission.waiting is " + submission.waiting() + " and must be 1 or more");
        }
        long waitingBytes = submission.waitingMemory().asLongValue();
        if (waitingBytes < LEAST_WAITING_BYTES || waitingBytes > MOST_WAITING_BYTES) {
            violations.add("sluice.gateway.submission.waiting-memory is " + waitingBytes
                    + " bytes and must be 2M to 1G," + " since one task may take nearly 1M");
        }
        long bodyBytes = submission.bodyMemory().asLongValue();
        if (bodyBytes < LARGEST_BATCH_BYTES) {
            violations.add("sluice.gateway.submission.body-memory is " + bodyBytes
                    + " bytes and must be at least 48M, which is what one batch may take");
        }
        return violations;
    }

    private static boolean isOutside(Duration value, Duration least, Duration most) {
        return value.compareTo(least) < 0 || value.compareTo(most) > 0;
    }
}
