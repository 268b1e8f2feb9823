package io.sluice.dispatch.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.problem.FieldError;
import io.sluice.dispatch.Retrying;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps for operators what can't be taken: key, value and headers as received, with the reason and the place. */
@Singleton
class DeadLetters {
    static final String REASON = "sluice-reason";
    static final String TOPIC = "sluice-topic";
    static final String PARTITION = "sluice-partition";
    static final String OFFSET = "sluice-offset";

    /** Says that the value was too large to be kept beside its reason; it is where the place says. */
    static final String VALUE_OMITTED = "sluice-value-omitted";

    private static final int LONGEST_REASON = 4_000;

    /** Headers that the messaging library adds to what it received. */
    private static final String FOREIGN = "__smallrye";

    private static final int AT_ONCE = 16;

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final MutinyEmitter<ProducerRecord<byte[], byte[]>> emitter;
    private final Counter kept;

    DeadLetters(@Channel("dead-letters") MutinyEmitter<ProducerRecord<byte[], byte[]>> emitter, MeterRegistry metrics) {
        this.emitter = emitter;
        this.kept = Counter.builder("sluice.dispatch.intake.dead.letters")
                .description("Records of sluice.tasks that were no tasks")
                .register(metrics);
    }

    /** A record, and why it can't be taken. */
    record Letter(ConsumerRecord<byte[], byte[]> record, List<FieldError> reasons) {
        @Override
        public String toString() {
            return record.topic() + "-" + record.partition() + " offset " + record.offset() + ": " + inWords(reasons);
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
        return send(outgoing(letter.record(), letter.record().value(), letter.reasons()))
                .onFailure(DeadLetters::isTooLarge)
                .recoverWithUni(() -> send(outgoing(letter.record(), null, letter.reasons())));
    }

    private Uni<Void> send(ProducerRecord<byte[], byte[]> letter) {
        return Retrying.untilDone(
                LOG, "writing a dead letter", () -> emitter.sendMessage(Message.of(letter)), DeadLetters::isTooLarge);
    }

    private static ProducerRecord<byte[], byte[]> outgoing(
            ConsumerRecord<byte[], byte[]> record, byte @Nullable [] value, List<FieldError> reasons) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(Topics.TASKS_DEAD_LETTER, null, record.key(), value);
        Headers headers = letter.headers();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(FOREIGN)) {
                headers.add(header);
            }
        }
        headers.add(REASON, bytes(inWords(reasons)));
        headers.add(TOPIC, bytes(record.topic()));
        headers.add(PARTITION, bytes(Integer.toString(record.partition())));
        headers.add(OFFSET, bytes(Long.toString(record.offset())));
        if (value == null && record.value() != null) {
            headers.add(VALUE_OMITTED, bytes(record.value().length + " bytes"));
        }
        return letter;
    }

    private static String inWords(List<FieldError> reasons) {
        String words = reasons.stream()
                .map(reason -> reason.field() + ": " + reason.message())
                .collect(Collectors.joining("; "));
        return words.length() <= LONGEST_REASON ? words : words.substring(0, LONGEST_REASON) + "...";
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure.getCause() instanceof RecordTooLargeException;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
