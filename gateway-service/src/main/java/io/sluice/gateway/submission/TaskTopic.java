package io.sluice.gateway.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import io.sluice.contracts.Json;
import io.sluice.contracts.event.EventTypes;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.service.kafka.CloudEvents;
import io.sluice.service.kafka.TopicConfig;
import io.sluice.service.kafka.TopicSpec;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The topic of submissions, as the gateway writes it. A record counts as written only once all replicas that Kafka wants
 * have it; until then its submitter waits. What waits is bounded in number and in memory.
 *
 * <p>A refusal for time does not promise that the record was not written: it may be on its way. Submitting again is safe
 * with an Idempotency-Key.
 */
@Singleton
public class TaskTopic {
    private static final String SOURCE = "/sluice/gateway";
    private static final Logger LOG = Logger.getLogger(TaskTopic.class);

    private final ObjectMapper json = Json.mapper();
    private final Map<String, Object> broker;
    private final Duration timeout;
    private final int mostWaiting;
    private final long mostBytes;
    private final int largestTask;
    private final int largestRecord;
    private final Clock clock;
    private final Timer acknowledgements;
    private final Counter refusedForNumber;
    private final Counter refusedForMemory;
    // Sending may block while the broker's metadata is not known, so it has a thread that is nobody else's.
    private final ExecutorService sender = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "task-topic-sender");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    // The sender's thread alone makes it; whoever stops the process closes it.
    private volatile @Nullable Producer<String, byte[]> producer;
    private volatile boolean away;

    @Inject
    TaskTopic(
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            SubmissionConfig config,
            TopicConfig topics,
            Clock clock,
            MeterRegistry metrics) {
        SubmissionConfig.Submission submission = config.submission();
        this.broker = broker;
        this.timeout = submission.acknowledgementWait();
        this.mostWaiting = submission.waiting();
        this.mostBytes = submission.waitingMemory().asLongValue();
        this.largestTask = TopicSpec.largestTask(topics);
        this.largestRecord = Math.toIntExact(topics.maxRecord().asLongValue());
        this.clock = clock;
        this.acknowledgements = Timer.builder("sluice.gateway.submission.acknowledgement")
                .description("Time from a submission to Kafka's acknowledgement")
                .register(metrics);
        Gauge.builder("sluice.gateway.submission.waiting", waiting, AtomicInteger::get)
                .description("Submissions that wait for Kafka")
                .register(metrics);
        this.refusedForNumber = Refusals.counter(metrics, "waiting");
        this.refusedForMemory = Refusals.counter(metrics, "waiting-memory");
    }

    /** Makes the producer, so that the first submission does not wait for it; it connects when there is something to send. */
    void warmUp(@Observes StartupEvent start) {
        sender.execute(() -> {
            try {
                producer();
            } catch (RuntimeException e) {
                missed(e);
            }
        });
    }

    /**
     * Writes the record and completes once it is acknowledged, on a thread of Kafka's that must not be held up.
     *
     * <p>Fails with {@code body-too-large}, or with {@code upstream-unavailable} when Kafka did not acknowledge in time or
     * too much waits for it already.
     */
    Uni<Void> write(TaskRequested task) {
        byte[] value = value(task);
        if (value.length > largestTask) {
            return Uni.createFrom()
                    .failure(ProblemException.of(
                            ProblemType.BODY_TOO_LARGE,
                            "the task takes " + value.length + " bytes as JSON, and " + largestTask
                                    + " is the most (sluice.kafka.max-record): pass large input by reference"));
        }
        return Uni.createFrom().deferred(() -> {
            if (!admit(value.length)) {
                return Uni.createFrom().failure(tooMuchWaits());
            }
            PendingRecord pending = new PendingRecord(record(task, value), value.length);
            return pending.outcome()
                    .ifNoItem()
                    .after(timeout)
                    .recoverWithUni(() -> Uni.createFrom().failure(pending.giveUp()));
        });
    }

    /** One record on its way. Its place is given back exactly once. */
    private final class PendingRecord {
        private enum Stage {
            QUEUED,
            SENT,
            OVER
        }

        private final ProducerRecord<String, byte[]> record;
        private final int bytes;
        private final Timer.Sample sample = Timer.start();
        private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);

        PendingRecord(ProducerRecord<String, byte[]> record, int bytes) {
            this.record = record;
            this.bytes = bytes;
        }

        Uni<Void> outcome() {
            return Uni.createFrom().emitter(emitter -> sender.execute(() -> send(emitter)));
        }

        /** The submitter goes: what was not sent yet never will be. */
        ProblemException giveUp() {
            if (stage.compareAndSet(Stage.QUEUED, Stage.OVER)) {
                leave();
            }
            return unanswered();
        }

        private void send(UniEmitter<? super Void> emitter) {
            if (!stage.compareAndSet(Stage.QUEUED, Stage.SENT)) {
                return;
            }
            try {
                producer().send(record, (metadata, failure) -> {
                    over();
                    if (failure == null) {
                        sample.stop(acknowledgements);
                        reached();
                        emitter.complete(null);
                    } else {
                        missed(failure);
                        emitter.fail(unanswered());
                    }
                });
            } catch (RuntimeException e) {
                over();
                missed(e);
                emitter.fail(unanswered());
            }
        }

        private void over() {
            if (stage.compareAndSet(Stage.SENT, Stage.OVER)) {
                leave();
            }
        }

        private void leave() {
            waiting.decrementAndGet();
            waitingBytes.addAndGet(-bytes);
        }
    }

    private boolean admit(int bytes) {
        boolean roomForOne = waiting.incrementAndGet() <= mostWaiting;
        boolean roomForBytes = waitingBytes.addAndGet(bytes) <= mostBytes;
        if (roomForOne && roomForBytes) {
            return true;
        }
        (roomForOne ? refusedForMemory : refusedForNumber).increment();
        waiting.decrementAndGet();
        waitingBytes.addAndGet(-bytes);
        return false;
    }

    private byte[] value(TaskRequested task) {
        try {
            return json.writeValueAsBytes(task);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a task that was read can't be written", e);
        }
    }

    private ProducerRecord<String, byte[]> record(TaskRequested task, byte[] value) {
        String id = task.id().toString();
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(Topics.TASKS, id, value);
        // The same task written twice is one event.
        CloudEvents.mark(record.headers(), id, SOURCE, EventTypes.TASK_REQUESTED, clock.instant());
        return record;
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> ready = producer;
        if (ready == null) {
            ready = new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer());
            producer = ready;
        }
        return ready;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "sluice-gateway-submission");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 65_536);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestRecord);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis() / 2));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout.toMillis() / 2);
        // What waits is bounded here; a batch of the producer's own may be filled by half.
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * mostBytes);
        return settings;
    }

    private void reached() {
        if (away) {
            away = false;
            LOG.info("Kafka acknowledges submissions again");
        }
    }

    private void missed(Throwable failure) {
        if (!away) {
            away = true;
            LOG.warnf("Kafka does not acknowledge submissions, which are refused until it does: %s", failure);
        }
    }

    private static ProblemException unanswered() {
        return ProblemException.of(
                ProblemType.UPSTREAM_UNAVAILABLE,
                "Kafka did not acknowledge the task in time, and it is not known whether it was taken: submit it again,"
                        + " with an Idempotency-Key when it must not run twice");
    }

    private ProblemException tooMuchWaits() {
        return ProblemException.of(
                ProblemType.UPSTREAM_UNAVAILABLE,
                "too many submissions wait for Kafka at this gateway; nothing was taken: submit it again later");
    }

    @PreDestroy
    void close() {
        sender.shutdown();
        Producer<String, byte[]> open = producer;
        if (open != null) {
            open.close(timeout);
        }
    }
}
