package io.sluice.gateway.events;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event topics on a thread of its own: all partitions, without a group, since every gateway wants every event.
 * It begins a little before the end, so that clients of a gateway that was just restarted find what they missed. While
 * Kafka is away streams stay open and silent, and it tries on.
 */
@Singleton
class EventsConsumer {
    private static final Logger LOG = Logger.getLogger(EventsConsumer.class);
    private static final Duration POLL = Duration.ofSeconds(5);
    /** The longest that the broker holds a question while nothing happens; the first event that comes ends it at once. */
    private static final Duration FETCH_WAIT = Duration.ofSeconds(2);
    /** After events came: what comes meanwhile is fetched together. A console that is this late is still live. */
    private static final Duration REST = Duration.ofMillis(50);

    private static final int MAX_POLL_RECORDS = 5_000;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(30).toNanos();
    private static final Duration LOOK_FOR_MISSING = Duration.ofSeconds(1);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(2);

    private final Map<String, Object> kafka;
    private final RecentEvents recent;
    private final int perPartition;
    private final Thread thread = new Thread(this::run, "sluice-events");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private boolean away;

    EventsConsumer(
            @Identifier("default-kafka-broker") Map<String, Object> kafka, RecentEvents recent, EventsConfig config) {
        this.kafka = kafka;
        this.recent = recent;
        // Eight partitions of one topic and one of the other fit together, as long as none has the whole of the
        // traffic.
        this.perPartition = Math.max(1, config.kept() / 10);
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        KafkaConsumer<byte[], byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        thread.join(STOPPED_WITHIN.toMillis());
    }

    private void run() {
        while (!isStopping()) {
            try (KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(settings())) {
                consumer = opened;
                follow(opened);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                complain(e);
            } finally {
                consumer = null;
            }
            pause(LOOK_FOR_MISSING);
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> opened) {
        Map<TopicPartition, Long> unread = new HashMap<>();
        Set<TopicPartition> known = new HashSet<>();
        long lookedNanos = 0;
        boolean complete = false;
        while (!isStopping()) {
            long wait = complete ? LOOK_AGAIN_NANOS : LOOK_FOR_MISSING.toNanos();
            if (lookedNanos == 0 || System.nanoTime() - lookedNanos >= wait) {
                complete = look(opened, known, unread);
                lookedNanos = System.nanoTime();
                answered();
            }
            unread.entrySet().removeIf(end -> opened.position(end.getKey()) >= end.getValue());
            if (unread.isEmpty() && !recent.isReady()) {
                recent.ready();
                recent.tell();
            }
            try {
                if (known.isEmpty()) {
                    pause(LOOK_FOR_MISSING);
                } else {
                    takeAll(opened.poll(complete ? POLL : LOOK_FOR_MISSING));
                }
            } catch (OffsetOutOfRangeException e) {
                LOG.warnf(
                        "events of %s were deleted before this gateway had read them: clients are told to read"
                                + " everything again",
                        e.partitions());
                recent.forget();
                known.clear();
                unread.clear();
                lookedNanos = 0;
            }
        }
    }

    /**
     * Takes up partitions that were not read yet. What this process has begun to read it goes on with; else it begins a
     * little before the end, and from the first record of a partition that was made meanwhile.
     *
     * @return whether both topics are there
     */
    private boolean look(
            KafkaConsumer<byte[], byte[]> opened, Set<TopicPartition> known, Map<TopicPartition, Long> unread) {
        boolean complete = true;
        List<TopicPartition> added = new ArrayList<>();
        for (EventTopic topic : EventTopic.values()) {
            List<PartitionInfo> partitions = opened.partitionsFor(topic.topic(), ANSWER);
            complete = complete && partitions != null && !partitions.isEmpty();
            if (partitions != null) {
                partitions.stream()
                        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                        .filter(known::add)
                        .forEach(added::add);
            }
        }
        if (added.isEmpty()) {
            return complete;
        }
        opened.assign(known);
        Map<TopicPartition, Long> ends = opened.endOffsets(added, ANSWER);
        Map<TopicPartition, Long> begins = opened.beginningOffsets(added, ANSWER);
        for (TopicPartition partition : added) {
            EventTopic topic = topic(partition.topic());
            long begin = Objects.requireNonNull(begins.get(partition));
            long end = Objects.requireNonNull(ends.get(partition));
            long next = recent.position().next(topic, partition.partition());
            if (next == Offsets.UNKNOWN) {
                next = recent.isReady() ? begin : Math.max(begin, end - perPartition);
                recent.begin(topic, partition.partition(), next);
            }
            opened.seek(partition, next);
            unread.put(partition, end);
        }
        return complete;
    }

    private void takeAll(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        records.forEach(this::take);
        recent.tell();
        if (records.count() < MAX_POLL_RECORDS) {
            pause(REST);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        EventTopic topic = topic(record.topic());
        if (record.value() == null) {
            recent.passOver(topic, record.partition(), record.offset());
        } else {
            recent.add(topic, record.partition(), record.offset(), record.value());
        }
    }

    private static EventTopic topic(String name) {
        return name.equals(EventTopic.NODE.topic()) ? EventTopic.NODE : EventTopic.TASK;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "sluice-gateway-events");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "5000");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(FETCH_WAIT.toMillis()));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        // A gateway's heap is small, and events are too.
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, "4194304");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "1048576");
        return settings;
    }

    private void complain(KafkaException e) {
        if (!away) {
            away = true;
            LOG.warnf(
                    "Kafka (%s) does not answer: event streams stay open and silent until it does (%s)",
                    kafka.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG), e.getMessage());
        }
    }

    private void answered() {
        if (away) {
            away = false;
            LOG.info("Kafka answers again: event streams go on");
        }
    }

    private void pause(Duration time) {
        try {
            stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }
}
