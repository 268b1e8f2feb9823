package io.sluice.gateway.submission;

import io.sluice.contracts.task.TaskShape;
import io.sluice.service.kafka.TopicConfig;
import io.sluice.service.kafka.TopicSpec;
import io.sluice.service.request.RequestConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which settings of submission are safe. Pure. */
final class SubmissionConfigRules {
    private static final Duration MIN_WAIT = Duration.ofSeconds(2);
    private static final Duration MAX_WAIT = Duration.ofMinutes(1);
    private static final long MAX_PENDING_BYTES = 1L << 30;

    private SubmissionConfigRules() {}

    /** Every violation, each naming its property; empty when the set is safe. */
    static List<String> violations(SubmissionConfig config, RequestConfig request, TopicConfig topics) {
        List<String> violations = new ArrayList<>();
        SubmissionConfig.Submission submission = config.submission();
        if (config.queueLimit() < 1) {
            violations.add("sluice.gateway.queue-limit is " + config.queueLimit() + " and must be 1 or more");
        }
        if (isOutside(submission.acknowledgementWait(), MIN_WAIT, MAX_WAIT)) {
            violations.add("sluice.gateway.submission.acknowledgement-wait is " + submission.acknowledgementWait()
                    + " and must be " + MIN_WAIT + " to " + MAX_WAIT);
        }
        if (isOutside(config.intakeWait(), Duration.ofMillis(100), MAX_WAIT)) {
            violations.add("sluice.gateway.intake-wait is " + config.intakeWait() + " and must be PT0.1S to " + MAX_WAIT
                    + ", since a reader waits for it");
        }
        if (submission.waiting() < 1) {
            violations.add("sluice.gateway.submission.waiting is " + submission.waiting() + " and must be 1 or more");
        }
        long waitingBytes = submission.waitingMemory().asLongValue();
        long recordBytes = topics.maxRecord().asLongValue();
        if (waitingBytes < 2 * recordBytes || waitingBytes > MAX_PENDING_BYTES) {
            violations.add("sluice.gateway.submission.waiting-memory is " + waitingBytes + " bytes and must be "
                    + 2 * recordBytes + " to 1G, since one task may take nearly sluice.kafka.max-record");
        }
        long memoryBytes = submission.bodyMemory().asLongValue();
        long bodyBytes = request.maxBody().asLongValue();
        if (memoryBytes < BodyMemory.COPIES * bodyBytes) {
            violations.add("sluice.gateway.submission.body-memory is " + memoryBytes + " bytes and must be at least "
                    + BodyMemory.COPIES * bodyBytes
                    + ", three times sluice.request.max-body, which is what one batch may take");
        }
        input(submission.maxInput().asLongValue(), TopicSpec.largestTask(topics), violations);
        return violations;
    }

    private static void input(long inputBytes, long taskBytes, List<String> violations) {
        long most = Math.min(taskBytes, TaskShape.MAX_INPUT_BYTES);
        if (inputBytes < 1 || inputBytes > most) {
            violations.add("sluice.gateway.submission.max-input is " + inputBytes + " bytes and must be 1 to " + most
                    + ", which is what a record of sluice.tasks may hold of a task (sluice.kafka.max-record)");
        }
    }

    private static boolean isOutside(Duration value, Duration least, Duration most) {
        return value.compareTo(least) < 0 || value.compareTo(most) > 0;
    }
}
