package io.sluice.service.kafka;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a client with settings of its own reaches Kafka: as all others do, with the same brokers, protocol, credentials and
 * certificates. Those are the settings under {@code kafka.}, which Quarkus gathers as {@code default-kafka-broker}. Pure.
 */
public final class BrokerSettings {
    /** Their settings have names of their own, such as {@code config.providers.file.class}. */
    private static final String PROVIDERS = "config.providers.";

    private BrokerSettings() {}

    /**
     * Of the settings for all clients those that this kind of client knows, under its own.
     *
     * @param broker for all clients, without {@code kafka.}; may hold what others need, such as a consumer's group
     * @param known the names of this kind of client's settings
     * @param own what the client sets itself, whatever is said for all
     */
    public static Map<String, Object> of(Map<String, Object> broker, Set<String> known, Map<String, Object> own) {
        Map<String, Object> settings = new TreeMap<>(broker);
        settings.keySet().removeIf(name -> !known.contains(name) && !name.startsWith(PROVIDERS));
        settings.putAll(own);
        return settings;
    }
}
