package io.sluice.gateway.events;

import io.sluice.contracts.Json;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.task.TaskState;
import io.sluice.test.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topics of the services, which a test writes to in their place. */
final class EventTopics implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());

    EventTopics() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            for (NewTopic topic : List.of(
                    new NewTopic(Topics.TASK_EVENTS, 3, (short) 1), new NewTopic(Topics.NODE_EVENTS, 1, (short) 1))) {
                try {
                    admin.createTopics(List.of(topic)).all().get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
        }
    }

    /** A task has reached a state; its id. */
    UUID task(TaskState state) throws ExecutionException, InterruptedException {
        UUID id = UUID.randomUUID();
        TaskEvent event = new TaskEvent(id, "backup", state, 1, null, 0, null, Instant.EPOCH);
        try {
            send(Topics.TASK_EVENTS, id.toString(), Json.mapper().writeValueAsBytes(event));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return id;
    }

    /** Anything at all. */
    void raw(String topic, String key, String value) throws ExecutionException, InterruptedException {
        send(topic, key, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close();
    }

    private void send(String topic, String key, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
}
