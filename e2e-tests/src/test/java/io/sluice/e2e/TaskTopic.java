package io.sluice.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.uuid.Generators;
import io.sluice.contracts.Json;
import io.sluice.contracts.event.CloudEventHeaders;
import io.sluice.contracts.event.EventTypes;
import io.sluice.contracts.event.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** An outside producer of tasks, and an operator who looks into the dead-letter topic. */
final class TaskTopic implements AutoCloseable {
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<byte[], byte[]> deadLetters;
    private final Map<String, Map<String, String>> letters = new HashMap<>();

    TaskTopic(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringSerializer(),
                new StringSerializer());
        deadLetters = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = deadLetters.partitionsFor(Topics.TASKS_DEAD_LETTER).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        deadLetters.assign(all);
        deadLetters.seekToBeginning(all);
    }

    static UUID newId() {
        return Generators.timeBasedEpochGenerator().generate();
    }

    /** Writes a task as the contract says. */
    UUID submit(Submission submission) {
        UUID id = newId();
        send(id.toString(), value(id, submission.body()));
        return id;
    }

    /** The value of a record that asks for a task. */
    static String value(UUID id, Map<String, Object> submission) {
        try {
            return Json.mapper().writeValueAsString(Map.of("id", id, "submission", submission));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes any value under the headers of the contract, and waits until the broker has it. */
    void send(String key, String value) {
        ProducerRecord<String, String> record = new ProducerRecord<>(Topics.TASKS, key, value);
        Map<String, String> headers = new HashMap<>();
        headers.put(CloudEventHeaders.SPEC_VERSION, "1.0");
        headers.put(CloudEventHeaders.ID, UUID.randomUUID().toString());
        headers.put(CloudEventHeaders.TYPE, EventTypes.TASK_REQUESTED);
        headers.put(CloudEventHeaders.SOURCE, "/sluice/e2e");
        headers.put(CloudEventHeaders.TIME, Instant.now().toString());
        headers.put(CloudEventHeaders.CONTENT_TYPE, "application/json");
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The dead letter under the key; its headers by name, and its value under {@code value}. */
    Map<String, String> deadLetter(String key) {
        await("a dead letter under " + key).atMost(Api.TIMEOUT).until(() -> {
            deadLetters.poll(Duration.ofMillis(200)).forEach(this::keep);
            return letters.containsKey(key);
        });
        return letters.get(key);
    }

    private void keep(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> letter = new HashMap<>();
        letter.put("value", new String(record.value(), StandardCharsets.UTF_8));
        record.headers()
                .forEach(header -> letter.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        letters.put(record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8), letter);
    }

    @Override
    public void close() {
        producer.close();
        deadLetters.close();
    }
}
