package io.sluice.service.kafka;

import java.util.Map;

/**
 * A topic that a service needs. Produced as a bean by the service that owns it.
 *
 * @param partitions 1 or more, when it has to be made; a topic that exists is left as it is
 * @param settings of the topic, such as {@code cleanup.policy}
 */
public record TopicSpec(String name, int partitions, Map<String, String> settings) {}
