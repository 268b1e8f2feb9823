package io.sluice.gateway.submission;

import io.quarkus.runtime.configuration.MemorySize;
import io.sluice.service.kafka.TopicConfig;
import io.sluice.service.request.RequestConfig;
import java.math.BigInteger;
import java.time.Duration;

/** Settings of submission as a test wants them. */
record SettingsRecord(
        long queueLimit,
        Duration acknowledgementWait,
        int waiting,
        MemorySize waitingMemory,
        MemorySize bodyMemory,
        Duration intakeWait,
        MemorySize maxInput,
        MemorySize maxBody,
        MemorySize maxRecord)
        implements SubmissionConfig, SubmissionConfig.Submission, RequestConfig, TopicConfig {
    /** The defaults. */
    static final SettingsRecord DEFAULTS = new SettingsRecord(
            1_000_000,
            Duration.ofSeconds(10),
            10_000,
            mebibytes(8),
            mebibytes(48),
            Duration.ofSeconds(5),
            kibibytes(256),
            mebibytes(16),
            mebibytes(1));

    static MemorySize mebibytes(long count) {
        return new MemorySize(BigInteger.valueOf(count << 20));
    }

    static MemorySize kibibytes(long count) {
        return new MemorySize(BigInteger.valueOf(count << 10));
    }

    @Override
    public short replicationFactor() {
        return -1;
    }

    @Override
    public SubmissionConfig.Submission submission() {
        return this;
    }

    SettingsRecord withWaiting(int most) {
        return new SettingsRecord(
                queueLimit,
                acknowledgementWait,
                most,
                waitingMemory,
                bodyMemory,
                intakeWait,
                maxInput,
                maxBody,
                maxRecord);
    }

    SettingsRecord withWaitingMemory(MemorySize most) {
        return new SettingsRecord(
                queueLimit, acknowledgementWait, waiting, most, bodyMemory, intakeWait, maxInput, maxBody, maxRecord);
    }

    SettingsRecord withSizes(MemorySize input, MemorySize body, MemorySize record) {
        return new SettingsRecord(
                queueLimit, acknowledgementWait, waiting, waitingMemory, bodyMemory, intakeWait, input, body, record);
    }

    SettingsRecord withAcknowledgementWait(Duration wait) {
        return new SettingsRecord(
                queueLimit, wait, waiting, waitingMemory, bodyMemory, intakeWait, maxInput, maxBody, maxRecord);
    }
}
