package io.sluice.service.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.sluice.contracts.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events written in the transaction of the change that they tell of. Published if and only if it commits, at least once,
 * for one key in the order of appending. Exists in services that set {@code sluice.outbox.source}.
 */
@Singleton
@UnlessBuildProperty(name = "sluice.outbox.source", stringValue = "")
public final class Outbox {
    private static final ObjectMapper MAPPER = Json.mapper();
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();
    // Rows of a VALUES or unnest get their numbers in the order in which they come, so seq follows the list.
    private static final String APPEND = """
            insert into outbox (topic, key, type, payload, event_id)
            select topic, key, type, payload::jsonb, event_id
            from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[])
                with ordinality as message (topic, key, type, payload, event_id, place)
            order by place
            """;

    /**
     * An event.
     *
     * @param type its CloudEvents type
     * @param payload the data, written as JSON; null for a tombstone
     */
    public record Message(
            String topic, String key, String type, @Nullable Object payload) {}

    private final OutboxRelay relay;

    Outbox(OutboxRelay relay) {
        this.relay = relay;
    }

    /** Appends these, in this order. They leave right after the commit. */
    public Uni<Void> append(SqlConnection transaction, List<Message> messages) {
        if (messages.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple rows = Tuple.tuple()
                .addArrayOfString(messages.stream().map(Message::topic).toArray(String[]::new))
                .addArrayOfString(messages.stream().map(Message::key).toArray(String[]::new))
                .addArrayOfString(messages.stream().map(Message::type).toArray(String[]::new))
                .addArrayOfString(messages.stream().map(Outbox::json).toArray(String[]::new))
                .addArrayOfUUID(messages.stream().map(message -> IDS.generate()).toArray(UUID[]::new));
        // Its failure is the rollback, which whoever opened the transaction hears of.
        transaction.transaction().completion().subscribe().with(committed -> relay.wake(), rolledBack -> {});
        return transaction.preparedQuery(APPEND).execute(rows).replaceWithVoid();
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
