package io.sluice.service.kafka;

import io.sluice.contracts.event.Topics;
import java.util.Map;

/**
 * A topic that a service needs. Produced as a bean by the service that owns it.
 *
 * @param partitions 1 or more, when it has to be made; a topic that exists is left as it is
 * @param settings of the topic, such as {@code cleanup.policy}
 */
public record TopicSpec(String name, int partitions, Map<String, String> settings) {
    /** How many partitions spread the work on a topic over replicas. */
    public static final int SPREAD = 8;

    /** Of a record, what is kept for its key, its headers and Kafka's own; the rest is for the task. */
    private static final long BESIDE_THE_TASK = 48_576;

    /** Submissions: dispatch's, and made by the gateway too, whoever starts first. Partitions spread intake. */
    public static TopicSpec tasks(TopicConfig config) {
        return new TopicSpec(
                Topics.TASKS,
                SPREAD,
                Map.of("max.message.bytes", Long.toString(config.maxRecord().asLongValue())));
    }

    /** The most that a task may take as JSON, in bytes. */
    public static int largestTask(TopicConfig config) {
        // Where the setting is out of its bounds, its own rule says so.
        return Math.toIntExact(Math.min(config.maxRecord().asLongValue(), Integer.MAX_VALUE) - BESIDE_THE_TASK);
    }

    /**
     * What happens to nodes: the registry's, and made by dispatch too. One partition, so that events of all nodes have one
     * order; compacted to the newest of each.
     */
    public static final TopicSpec NODE_EVENTS =
            new TopicSpec(Topics.NODE_EVENTS, 1, Map.of("cleanup.policy", "compact"));
}
