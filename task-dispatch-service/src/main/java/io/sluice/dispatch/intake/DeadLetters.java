package io.sluice.dispatch.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.problem.FieldError;
import io.sluice.dispatch.consumers.Retries;
import io.sluice.service.kafka.RecordFault;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Keeps for operators what can't be taken: key, value and headers as received, with the reason and the place; less of it where
 * Kafka refuses the whole. Only a broker that is away makes it wait.
 */
@Singleton
class DeadLetters {
    static final String REASON = "sluice-reason";
    static final String TOPIC = "sluice-topic";
    static final String PARTITION = "sluice-partition";
    static final String OFFSET = "sluice-offset";

    /** Says that the value could not be kept beside its reason, and how large it is; it is where the place says. */
    static final String VALUE_OMITTED = "sluice-value-omitted";

    private static final int MAX_REASON_LENGTH = 4_000;
    private static final int MIN_REASON_LENGTH = 200;

    /** Headers that the messaging library adds to what it received. */
    private static final String FOREIGN = "__smallrye";

    private static final int AT_ONCE = 16;

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final MutinyEmitter<ProducerRecord<byte[], byte[]>> emitter;
    private final Counter kept;
    private final Counter dropped;
    private final Retries retries;

    DeadLetters(@Channel("dead-letters") MutinyEmitter<ProducerRecord<byte[], byte[]>> emitter, MeterRegistry metrics) {
        this.emitter = emitter;
        this.kept = Counter.builder("sluice.dispatch.intake.dead.letters")
                .description("Records of sluice.tasks that were no tasks")
                .register(metrics);
        this.dropped = Counter.builder("sluice.dispatch.intake.dead.letters.dropped")
                .description("Dead letters of which Kafka took nothing; they are in the log")
                .register(metrics);
        this.retries = new Retries(LOG, "writing dead letters", "dead-letters", metrics);
    }

    /** A record, and why it can't be taken. */
    record Letter(ConsumerRecord<byte[], byte[]> record, List<FieldError> reasons) {
        @Override
        public String toString() {
            return record.topic() + "-" + record.partition() + " offset " + record.offset() + ": "
                    + inWords(reasons, MAX_REASON_LENGTH);
        }
    }

    /** Done when the broker has acknowledged all of them. Waits for the broker. */
    Uni<Void> keep(List<Letter> letters) {
        if (letters.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        letters.forEach(letter -> LOG.debugf("no task: %s", letter));
        return Multi.createFrom()
                .iterable(letters)
                .onItem()
                .transformToUni(this::keep)
                .merge(AT_ONCE)
                .collect()
                .last()
                .invoke(() -> {
                    kept.increment(letters.size());
                    LOG.warnf(
                            "%d records were no tasks and are in %s now, such as %s",
                            letters.size(), Topics.TASKS_DEAD_LETTER, letters.get(0));
                })
                .replaceWithVoid();
    }

    private Uni<Void> keep(Letter letter) {
        return keep(letter, Kept.ALL);
    }

    /** What Kafka refuses for itself is cut further and sent again; an absent broker is waited for. */
    private Uni<Void> keep(Letter letter, Kept kept) {
        return retries.untilDone(
                        () -> emitter.sendMessage(Message.of(outgoing(letter, kept))), RecordFault::isOfTheRecord)
                .onFailure()
                .recoverWithUni(refusal -> {
                    if (kept == Kept.PLACE) {
                        dropped.increment();
                        LOG.errorf(
                                "Kafka takes not even the place of a dead letter (is max.message.bytes of %s too"
                                        + " small?) and it is dropped; the record stays where it is: %s: %s",
                                Topics.TASKS_DEAD_LETTER, letter, refusal.getMessage());
                        return Uni.createFrom().voidItem();
                    }
                    LOG.debugf("Kafka refuses a dead letter with %s, which is cut: %s", kept, refusal);
                    return keep(letter, kept.less());
                });
    }

    /** What is kept of a record besides its reason and its place, the most first. */
    private enum Kept {
        /** Key, value and headers as received. */
        ALL,
        /** Key and headers. */
        NO_VALUE,
        /** The key. */
        KEY,
        /** Nothing but the beginning of the reason; the place is the key too, since a compacted topic needs one. */
        PLACE;

        Kept less() {
            return values()[ordinal() + 1];
        }
    }

    private static ProducerRecord<byte[], byte[]> outgoing(Letter letter, Kept kept) {
        ConsumerRecord<byte[], byte[]> record = letter.record();
        byte[] value = kept == Kept.ALL ? record.value() : null;
        byte[] key = kept == Kept.PLACE
                ? bytes(record.topic() + "-" + record.partition() + "-" + record.offset())
                : record.key();
        ProducerRecord<byte[], byte[]> outgoing = new ProducerRecord<>(Topics.TASKS_DEAD_LETTER, null, key, value);
        Headers headers = outgoing.headers();
        if (kept == Kept.ALL || kept == Kept.NO_VALUE) {
            for (Header header : record.headers()) {
                if (!header.key().startsWith(FOREIGN)) {
                    headers.add(header);
                }
            }
        }
        headers.add(
                REASON, bytes(inWords(letter.reasons(), kept == Kept.PLACE ? MIN_REASON_LENGTH : MAX_REASON_LENGTH)));
        headers.add(TOPIC, bytes(record.topic()));
        headers.add(PARTITION, bytes(Integer.toString(record.partition())));
        headers.add(OFFSET, bytes(Long.toString(record.offset())));
        if (value == null && record.value() != null) {
            headers.add(VALUE_OMITTED, bytes(record.value().length + " bytes"));
        }
        return outgoing;
    }

    private static String inWords(List<FieldError> reasons, int longest) {
        String words = reasons.stream()
                .map(reason -> reason.field() + ": " + reason.message())
                .collect(Collectors.joining("; "));
        return StorableText.abbreviated(words, longest, "...");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
