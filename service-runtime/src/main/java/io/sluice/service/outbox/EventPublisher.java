package io.sluice.service.outbox;

import io.quarkus.arc.properties.UnlessBuildProperty;
import io.sluice.service.kafka.BrokerSettings;
import io.sluice.service.kafka.CloudEvents;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends events as CloudEvents 1.0 in binary mode, and waits for the broker. */
@Singleton
@UnlessBuildProperty(name = "sluice.outbox.source", stringValue = "")
final class EventPublisher {
    private static final Duration DELIVERY = Duration.ofSeconds(10);
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private static final Map<String, Object> OWN = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            REQUEST.toMillis(),
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) REQUEST.toMillis(),
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            (int) DELIVERY.toMillis(),
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            16L * 1024 * 1024);

    /** After which {@link #publish} has answered: the client blocks for a request, then delivers. */
    static final Duration TIMEOUT = REQUEST.plus(DELIVERY);

    private final Map<String, Object> broker;
    private final String source;
    private @Nullable KafkaProducer<String, byte[]> producer;
    private boolean closed;

    EventPublisher(@Identifier("default-kafka-broker") Map<String, Object> broker, OutboxConfig config) {
        this.broker = broker;
        this.source = config.source().orElseThrow();
    }

    /**
     * What became of events.
     *
     * @param acknowledged how many, from the first, the broker has
     * @param fault what kept it from taking the one that follows; null when it has all
     */
    record Published(int acknowledged, @Nullable Throwable fault) {}

    /**
     * Sends these in their order, and answers once none is under way any more: what arrived later could come behind what
     * another replica sends meanwhile. Runs on a worker, since the client may block, for {@link #TIMEOUT} at the most.
     */
    Uni<Published> publish(List<Event> events) {
        return Uni.createFrom().item(() -> send(events)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    synchronized void close() {
        closed = true;
        if (producer != null) {
            producer.close(CLOSE);
            producer = null;
        }
    }

    private Published send(List<Event> events) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        KafkaProducer<String, byte[]> to = producer();
        Throwable refused = null;
        for (Event event : events) {
            try {
                Future<RecordMetadata> one = to.send(event(event));
                sent.add(one);
                // Without a broker each send blocks and comes back failed: the first is enough to know.
                if (one.isDone() && faultOf(one) != null) {
                    break;
                }
            } catch (KafkaException e) {
                refused = e;
                break;
            }
        }
        int acknowledged = 0;
        Throwable fault = null;
        for (Future<RecordMetadata> each : sent) {
            Throwable failed = faultOf(each);
            if (fault == null && failed == null) {
                acknowledged++;
            } else if (fault == null) {
                fault = failed;
            }
        }
        return new Published(acknowledged, fault == null ? refused : fault);
    }

    /** Waits; null when it arrived. */
    private static @Nullable Throwable faultOf(Future<RecordMetadata> sent) {
        try {
            sent.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    private ProducerRecord<String, byte[]> event(Event event) {
        byte[] value = event.payload() == null ? null : event.payload().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(event.topic(), event.key(), value);
        CloudEvents.mark(record.headers(), event.id().toString(), source, event.type(), event.at());
        return record;
    }

    private synchronized KafkaProducer<String, byte[]> producer() {
        if (closed) {
            throw new IllegalStateException("the service stops");
        }
        if (producer == null) {
            producer = new KafkaProducer<>(
                    BrokerSettings.of(broker, ProducerConfig.configNames(), OWN),
                    new StringSerializer(),
                    new ByteArraySerializer());
        }
        return producer;
    }
}
