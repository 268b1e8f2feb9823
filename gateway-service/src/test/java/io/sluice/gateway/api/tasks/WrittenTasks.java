package io.sluice.gateway.api.tasks;

import static org.awaitility.Awaitility.await;

import io.sluice.contracts.event.Topics;
import io.sluice.test.TestKafka;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the gateway wrote to the topic of submissions, from the time when this was opened. */
final class WrittenTasks implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Map<String, ConsumerRecord<String, byte[]>> byKey = new HashMap<>();
    private final KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer());

    WrittenTasks() {
        List<TopicPartition> partitions = IntStream.range(0, 8)
                .mapToObj(partition -> new TopicPartition(Topics.TASKS, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    ConsumerRecord<String, byte[]> record(String id) {
        await("task " + id + " in Kafka").atMost(TIMEOUT).until(() -> {
            poll();
            return byKey.containsKey(id);
        });
        return byKey.get(id);
    }

    ConsumerRecord<String, byte[]> record(UUID id) {
        return record(id.toString());
    }

    /** Whether nothing more comes after what is there now is known: the keys that were written. */
    int awaitCount(int tasks) {
        await(tasks + " tasks in Kafka").atMost(TIMEOUT).until(() -> {
            poll();
            return byKey.size() >= tasks;
        });
        return byKey.size();
    }

    private void poll() {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> byKey.put(record.key(), record));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
