package io.sluice.service.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.sluice.contracts.Json;
import io.sluice.service.database.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events written in the transaction of the change that they tell of. Published if and only if it commits, at least once,
 * for one key in the order of appending; but a {@linkplain Message#passing passing} one is left out when a newer one of its
 * key is sent with it. Exists in services that set {@code sluice.outbox.source}.
 */
@Singleton
@UnlessBuildProperty(name = "sluice.outbox.source", stringValue = "")
public final class Outbox {
    private static final ObjectMapper MAPPER = Json.mapper();
    /** A row is read and sent as a whole. */
    public static final int MAX_ROW_EVENTS = 1_000;

    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    /**
     * An event.
     *
     * @param type its CloudEvents type
     * @param passing whether it may be left out once there is a newer event of its key
     * @param payload the data, written as JSON; null for a tombstone
     */
    public record Message(
            String topic,
            String key,
            String type,
            boolean passing,
            @Nullable Object payload) {
        /** One that is always sent. */
        public static Message lasting(String topic, String key, String type, @Nullable Object payload) {
            return new Message(topic, key, type, false, payload);
        }

        private Kind kind() {
            return new Kind(topic, type, passing);
        }
    }

    /** What the events of one row have in common. */
    private record Kind(String topic, String type, boolean passing) {}

    private final Runnable wakeRelay;

    @Inject
    Outbox(OutboxRelay relay) {
        this(relay::wake);
    }

    /**
     * An outbox that something else publishes.
     *
     * @param wakeRelay called after each commit that has appended something; must not block
     */
    public Outbox(Runnable wakeRelay) {
        this.wakeRelay = wakeRelay;
    }

    /** Appends these, in this order: one row for those that follow each other and are of one kind. They leave soon after the commit. */
    public Uni<Void> append(SqlConnection transaction, List<Message> messages) {
        if (messages.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        publishOnceCommitted(transaction);
        return appendRow(transaction, messages);
    }

    /**
     * What a statement of the service itself appends in this transaction leaves soon after the commit. It writes to {@code
     * outbox_batch (topic, type, passing, keys, payloads, event_ids)}, no more than {@link #MAX_ROW_EVENTS} events a row, with
     * {@linkplain #newIds ids of ours}.
     */
    public void publishOnceCommitted(SqlConnection transaction) {
        Transactions.onceCommitted(transaction, wakeRelay);
    }

    /** So many ids for events, each used once. */
    public static UUID[] newIds(int count) {
        return Stream.generate(IDS::generate).limit(count).toArray(UUID[]::new);
    }

    private static Uni<Void> appendRow(SqlConnection transaction, List<Message> messages) {
        Kind kind = messages.get(0).kind();
        int end = 1;
        while (end < messages.size()
                && end < MAX_ROW_EVENTS
                && messages.get(end).kind().equals(kind)) {
            end++;
        }
        List<Message> row = messages.subList(0, end);
        List<Message> rest = messages.subList(end, messages.size());
        Uni<Void> appended = OutboxStore.append(
                transaction,
                kind.topic(),
                kind.type(),
                kind.passing(),
                row.stream().map(Message::key).toList(),
                row.stream().map(Outbox::json).collect(Collectors.toCollection(ArrayList::new)),
                List.of(newIds(row.size())));
        return rest.isEmpty() ? appended : appended.chain(() -> appendRow(transaction, rest));
    }

    private static @Nullable String json(Message message) {
        if (message.payload() == null) {
            return null;
        }
        try {
            return MAPPER.writeValueAsString(message.payload());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "no JSON: " + message.payload().getClass().getName(), e);
        }
    }
}
