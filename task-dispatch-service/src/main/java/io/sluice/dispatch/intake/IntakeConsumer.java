package io.sluice.dispatch.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.problem.FieldError;
import io.sluice.dispatch.consumers.Retries;
import io.sluice.dispatch.intake.DeadLetters.Letter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes {@code sluice.tasks} batch by batch. The offsets are committed once every record is in the database or among the
 * dead letters, so a crash repeats records and loses none. One batch is under way at a time; while it waits for the
 * database or the broker the consumer is paused and keeps its partitions.
 */
@ApplicationScoped
class IntakeConsumer {
    /** Reading some megabytes takes longer than an event loop may be kept from the streams of nodes. */
    private static final int MAX_BYTES_ON_EVENT_LOOP = 64 << 10;

    private static final Logger LOG = Logger.getLogger(IntakeConsumer.class);
    private static final List<FieldError> CANT_BE_STORED =
            List.of(new FieldError("body", "holds something that can't be stored"));

    private final RecordReader reader;
    private final Intake intake;
    private final DeadLetters deadLetters;
    private final Retries retries;

    IntakeConsumer(RecordReader reader, Intake intake, DeadLetters deadLetters, MeterRegistry metrics) {
        this.reader = reader;
        this.intake = intake;
        this.deadLetters = deadLetters;
        this.retries = new Retries(LOG, "taking a batch of sluice.tasks", "intake", metrics);
    }

    private record Candidate(ConsumerRecord<byte[], byte[]> record, TaskRequested task) {}

    /** A batch as it was read. */
    private record Batch(List<Candidate> candidates, List<Letter> letters) {}

    /** Done when all of it may be forgotten by Kafka. */
    @Incoming("tasks")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    Uni<Void> consume(KafkaRecordBatch<byte[], byte[]> batch) {
        // Whatever fails here, the channel must not end for it.
        return retries.untilDone(() -> take(batch), failure -> false)
                .chain(() -> Uni.createFrom().completionStage(batch::ack))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("the offset was not committed, and will be with the next: %s", failure.getMessage());
                    return null;
                });
    }

    private Uni<Void> take(KafkaRecordBatch<byte[], byte[]> batch) {
        ConsumerRecords<byte[], byte[]> records = records(batch);
        Uni<Batch> reading = Uni.createFrom().item(() -> read(records));
        return (isSmall(records) ? reading : reading.runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                .chain(read -> intake.queue(
                                read.candidates().stream().map(Candidate::task).toList())
                        .chain(refused -> deadLetters.keep(letters(read, refused))));
    }

    private static boolean isSmall(ConsumerRecords<byte[], byte[]> records) {
        int bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            bytes += record.serializedValueSize();
        }
        return bytes <= MAX_BYTES_ON_EVENT_LOOP;
    }

    private Batch read(ConsumerRecords<byte[], byte[]> records) {
        Batch batch = new Batch(new ArrayList<>(records.count()), new ArrayList<>());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            ReadRecord reading = reader.read(record.key(), record.value());
            if (reading instanceof ReadRecord.Task valid) {
                batch.candidates().add(new Candidate(record, valid.task()));
            } else if (reading instanceof ReadRecord.Refused refused) {
                batch.letters().add(new Letter(record, refused.reasons()));
            }
        }
        return batch;
    }

    private static List<Letter> letters(Batch batch, Set<UUID> refused) {
        List<Letter> letters = new ArrayList<>(batch.letters());
        for (Candidate candidate : batch.candidates()) {
            if (refused.contains(candidate.task().id())) {
                letters.add(new Letter(candidate.record(), CANT_BE_STORED));
            }
        }
        return letters;
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecords<byte[], byte[]> records(KafkaRecordBatch<byte[], byte[]> batch) {
        IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata = batch.getMetadata(
                        IncomingKafkaRecordBatchMetadata.class)
                .orElseThrow(() -> new IllegalStateException("a batch without its records"));
        return metadata.getRecords();
    }
}
