package io.sluice.gateway.submission;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of how this gateway takes tasks. */
@ConfigMapping(prefix = "sluice.gateway")
public interface SubmissionConfig {
    /** With this many tasks QUEUED no more are taken, and submitters are told to come later (429). Default 1000000. */
    @WithDefault("1000000")
    long queueLimit();

    /** Between a submission and its record's acknowledgement. */
    Submission submission();

    /** Between a submission and its record's acknowledgement. */
    interface Submission {
        /** The longest that a submission waits for Kafka before its client is told 503; at least 2 s. Default 10 s. */
        @WithDefault("10s")
        Duration acknowledgementWait();

        /** The most tasks that wait for Kafka at once; one more is told 503. Default 10000. */
        @WithDefault("10000")
        int waiting();

        /** The most memory of tasks that wait for Kafka at once; a task past it is told 503. At least twice {@code sluice.kafka.max-record}. Default 8M. */
        @WithDefault("8M")
        MemorySize waitingMemory();

        /**
         * The most memory of submissions and batches under way at once, each of which takes three times its length; one past
         * it is told 503. At least three times {@code sluice.request.max-body}. Default 48M.
         */
        @WithDefault("48M")
        MemorySize bodyMemory();

        /**
         * The most that a task's stdin may take, in bytes of UTF-8; more is told 400. At most what a record of sluice.tasks
         * holds, which is {@code sluice.kafka.max-record} less 48,576 bytes. Default 256K.
         */
        @WithDefault("256K")
        MemorySize maxInput();
    }

    /** The longest that a reader of a task that was just taken waits for task-dispatch to know it, before 503. Default 5 s. */
    @WithDefault("5s")
    Duration intakeWait();
}
