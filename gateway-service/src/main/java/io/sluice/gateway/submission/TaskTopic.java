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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
        return write(List.of(task))
                .chain(refusals -> refusals.get(0)
                        .map(refusal -> Uni.createFrom().<Void>failure(refusal))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /**
     * Writes the records in one go, each for itself: tells of each, in their order, why it was refused, or nothing when it is
     * acknowledged. Completes when the last one is, or when the time is over, on a thread of Kafka's that must not be held
     * up; never fails. Whoever cancels it takes back what was not sent yet. Subscribe once.
     */
    Uni<List<Optional<ProblemException>>> write(List<TaskRequested> tasks) {
        return Uni.createFrom().deferred(() -> {
            PendingGroup group =
                    new PendingGroup(tasks.stream().map(this::pending).toList());
            if (group.isRefusedWhole()) {
                return Uni.createFrom().item(group.refusals());
            }
            return group.written()
                    .ifNoItem()
                    .after(timeout)
                    .recoverWithItem(() -> null)
                    .map(over -> group.refusals());
        });
    }

    /** Takes a place for it, if there is one. */
    private PendingRecord pending(TaskRequested task) {
        byte[] value;
        try {
            value = json.writeValueAsBytes(task);
        } catch (JsonProcessingException e) {
            LOG.error("a task that was read can't be written", e);
            return PendingRecord.refused(
                    ProblemException.of(ProblemType.INTERNAL, "the task could not be taken: send it again"));
        }
        if (value.length > largestTask) {
            return PendingRecord.refused(ProblemException.of(
                    ProblemType.BODY_TOO_LARGE,
                    "the task takes " + value.length + " bytes as JSON, and " + largestTask
                            + " is the most (sluice.kafka.max-record): pass large input by reference"));
        }
        return admit(value.length)
                ? PendingRecord.queued(record(task, value), value.length)
                : PendingRecord.refused(tooMuchWaits());
    }

    /** Records that are sent in one turn of the sender's thread, and answered together. */
    private final class PendingGroup {
        private final List<PendingRecord> records;
        private final List<PendingRecord> queued;
        private final AtomicInteger unanswered;
        private final Timer.Sample sample = Timer.start();

        PendingGroup(List<PendingRecord> records) {
            this.records = records;
            this.queued = records.stream().filter(PendingRecord::isQueued).toList();
            this.unanswered = new AtomicInteger(queued.size());
        }

        boolean isRefusedWhole() {
            return queued.isEmpty();
        }

        /** Completes once each record is acknowledged or missed. Sends when it is subscribed to. */
        Uni<Void> written() {
            return Uni.createFrom().emitter(emitter -> {
                // Whoever submitted goes: by itself, or since its time is over.
                emitter.onTermination(this::takeBack);
                sender.execute(() -> queued.forEach(record -> send(record, emitter)));
            });
        }

        /** What was not sent yet never will be. */
        private void takeBack() {
            for (PendingRecord record : queued) {
                if (record.moves(Stage.QUEUED, Stage.MISSED)) {
                    leave(record);
                }
            }
        }

        private void send(PendingRecord record, UniEmitter<? super Void> emitter) {
            if (!record.moves(Stage.QUEUED, Stage.SENT)) {
                return;
            }
            try {
                producer().send(record.record(), (metadata, failure) -> over(record, failure, emitter));
            } catch (RuntimeException e) {
                over(record, e, emitter);
            }
        }

        private void over(PendingRecord record, @Nullable Exception failure, UniEmitter<? super Void> emitter) {
            if (!record.moves(Stage.SENT, failure == null ? Stage.ACKNOWLEDGED : Stage.MISSED)) {
                return;
            }
            leave(record);
            if (failure == null) {
                sample.stop(acknowledgements);
                reached();
            } else {
                missed(failure);
            }
            if (unanswered.decrementAndGet() == 0) {
                emitter.complete(null);
            }
        }

        private List<Optional<ProblemException>> refusals() {
            return records.stream().map(PendingRecord::refusal).toList();
        }
    }

    /** How far one record is. What was taken for it is given back when it leaves QUEUED or SENT for an end. */
    private enum Stage {
        /** The sender takes it to SENT, a submitter that goes to MISSED. */
        QUEUED,
        /** Kafka's client takes it to ACKNOWLEDGED or MISSED. */
        SENT,
        /** The end: Kafka has it. */
        ACKNOWLEDGED,
        /** The end: Kafka does not have it, or did not say so. */
        MISSED
    }

    /** One record on its way, or why it is not let on it. */
    private static final class PendingRecord {
        private final @Nullable ProducerRecord<String, byte[]> record;
        private final int bytes;
        private final @Nullable ProblemException refused;
        private final AtomicReference<Stage> stage;

        private PendingRecord(
                @Nullable ProducerRecord<String, byte[]> record,
                int bytes,
                @Nullable ProblemException refused,
                Stage stage) {
            this.record = record;
            this.bytes = bytes;
            this.refused = refused;
            this.stage = new AtomicReference<>(stage);
        }

        static PendingRecord queued(ProducerRecord<String, byte[]> record, int bytes) {
            return new PendingRecord(record, bytes, null, Stage.QUEUED);
        }

        static PendingRecord refused(ProblemException why) {
            return new PendingRecord(null, 0, why, Stage.MISSED);
        }

        boolean isQueued() {
            return stage.get() == Stage.QUEUED;
        }

        boolean moves(Stage from, Stage to) {
            return stage.compareAndSet(from, to);
        }

        int bytes() {
            return bytes;
        }

        ProducerRecord<String, byte[]> record() {
            return Objects.requireNonNull(record);
        }

        Optional<ProblemException> refusal() {
            if (refused != null) {
                return Optional.of(refused);
            }
            return stage.get() == Stage.ACKNOWLEDGED ? Optional.empty() : Optional.of(unanswered());
        }
    }

    private void leave(PendingRecord record) {
        waiting.decrementAndGet();
        waitingBytes.addAndGet(-record.bytes());
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
        // A task that comes alone waits for no other. Under load they gather while the request before is on its way: a
        // broker
        // works on one request of a connection at a time, so that more of them would only make each smaller.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
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
