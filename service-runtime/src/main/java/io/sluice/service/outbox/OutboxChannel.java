package io.sluice.service.outbox;

import io.quarkus.arc.properties.UnlessBuildProperty;
import io.sluice.service.kafka.BrokerSettings;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * What the producer of the channel {@code outbox} must do, whatever is said for all clients. How it reaches the brokers is
 * said under {@code kafka.}; the channel itself is in {@code META-INF/microprofile-config.properties}.
 */
@Singleton
@UnlessBuildProperty(name = "sluice.outbox.source", stringValue = "")
final class OutboxChannel implements ClientCustomizer<Map<String, Object>> {
    static final String NAME = "outbox";

    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    /** After which no event of a batch is under way: the client blocks for a request, then delivers. */
    static final Duration TIMEOUT = REQUEST_TIMEOUT.plus(DELIVERY_TIMEOUT);

    // As texts, which the connector asks for.
    private static final Map<String, Object> OWN = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            "true",
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            String.valueOf(REQUEST_TIMEOUT.toMillis()),
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            String.valueOf(REQUEST_TIMEOUT.toMillis()),
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            String.valueOf(DELIVERY_TIMEOUT.toMillis()),
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            String.valueOf(16L * 1024 * 1024));

    @Override
    public Map<String, Object> customize(String channel, Config config, Map<String, Object> client) {
        return channel.equals(NAME) ? producer(client) : client;
    }

    /** The settings of the producer, from those of the channel. */
    static Map<String, Object> producer(Map<String, Object> channel) {
        return BrokerSettings.of(channel, ProducerConfig.configNames(), OWN);
    }
}
