package io.sluice.gateway.submission;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;

/** Settings of submission as a test wants them. */
record SettingsRecord(
        long queueLimit,
        Duration acknowledgementWait,
        int waiting,
        MemorySize waitingMemory,
        MemorySize bodyMemory,
        Duration intakeWait)
        implements SubmissionConfig, SubmissionConfig.Submission {
    /** The defaults. */
    static final SettingsRecord DEFAULTS = new SettingsRecord(
            1_000_000, Duration.ofSeconds(10), 10_000, mebibytes(8), mebibytes(48), Duration.ofSeconds(5));

    static MemorySize mebibytes(long count) {
        return new MemorySize(BigInteger.valueOf(count << 20));
    }

    @Override
    public SubmissionConfig.Submission submission() {
        return this;
    }

    SettingsRecord withWaiting(int most) {
        return new SettingsRecord(queueLimit, acknowledgementWait, most, waitingMemory, bodyMemory, intakeWait);
    }

    SettingsRecord withWaitingMemory(MemorySize most) {
        return new SettingsRecord(queueLimit, acknowledgementWait, waiting, most, bodyMemory, intakeWait);
    }

    SettingsRecord withAcknowledgementWait(Duration wait) {
        return new SettingsRecord(queueLimit, wait, waiting, waitingMemory, bodyMemory, intakeWait);
    }
}
