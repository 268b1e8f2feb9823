package io.sluice.service.outbox;

import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaProducer;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The producer of the channel, as the connector makes it. */
final class TestChannel {
    private TestChannel() {}

    static ReactiveKafkaProducer<String, byte[]> to(String bootstrapServers) {
        Map<String, Object> settings = OutboxChannel.producer(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "client.id",
                "outbox-" + UUID.randomUUID(),
                "key.serializer",
                StringSerializer.class.getName(),
                "value.serializer",
                ByteArraySerializer.class.getName()));
        return new ReactiveKafkaProducer<>(
                settings, OutboxChannel.NAME, 1_000, true, null, null, null, (producer, itsSettings) -> {});
    }
}
