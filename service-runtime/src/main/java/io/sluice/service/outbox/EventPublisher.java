package io.sluice.service.outbox;

import io.quarkus.arc.properties.UnlessBuildProperty;
import io.sluice.service.kafka.CloudEvents;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Sends events as CloudEvents 1.0 in binary mode through the channel {@link OutboxChannel#NAME}, and waits for the broker.
 *
 * <p>The channel's emitter takes one message at a time and can't take any back: with a broker that is away each message of
 * a batch would block for itself, and what follows a refused one would leave all the same. So a whole batch is handed to the
 * producer of the channel, on the channel's own thread, and stops at the first event that can't leave.
 */
@Singleton
@UnlessBuildProperty(name = "sluice.outbox.source", stringValue = "")
final class EventPublisher {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Supplier<@Nullable KafkaProducer<String, byte[]>> channel;
    private final String source;
    private volatile boolean closed;

    /** The emitter is what makes the channel one that the application writes to, and tells whether it is open. */
    @Inject
    EventPublisher(
            @Channel(OutboxChannel.NAME) MutinyEmitter<ProducerRecord<String, byte[]>> emitter,
            KafkaClientService clients,
            OutboxConfig config) {
        this(() -> emitter.isCancelled() ? null : clients.getProducer(OutboxChannel.NAME), config);
    }

    /** Of a channel that is null while it is not open. */
    EventPublisher(Supplier<@Nullable KafkaProducer<String, byte[]>> channel, OutboxConfig config) {
        this.channel = channel;
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
     * another replica sends meanwhile. Runs on the channel's sending thread, since the client may block, for
     * {@link OutboxChannel#TIMEOUT} at the most.
     */
    Uni<Published> publish(List<Event> events) {
        KafkaProducer<String, byte[]> open = channel.get();
        if (open == null) {
            return Uni.createFrom().failure(new IllegalStateException("the channel to Kafka is not open"));
        }
        Function<Producer<String, byte[]>, Published> sending = producer -> send(producer, events);
        return open.runOnSendingThread(sending);
    }

    /** Ends what is under way, within a second. The channel would wait for its thread, and so for the broker. */
    void close() {
        closed = true;
        KafkaProducer<String, byte[]> open = channel.get();
        Producer<String, byte[]> producer = open == null ? null : open.unwrap();
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
        }
    }

    private Published send(Producer<String, byte[]> producer, List<Event> events) {
        if (closed) {
            throw new IllegalStateException("the service stops");
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        Throwable refused = null;
        for (Event event : events) {
            try {
                Future<RecordMetadata> one = producer.send(record(event));
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

    private ProducerRecord<String, byte[]> record(Event event) {
        byte[] value = event.payload() == null ? null : event.payload().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(event.topic(), event.key(), value);
        CloudEvents.mark(record.headers(), event.id().toString(), source, event.type(), event.at());
        return record;
    }
}
