package io.sluice.dispatch.queue;

import io.sluice.contracts.task.IdempotencyReservation;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which task an idempotency key stands for. */
@Singleton
final class ReservationStore {
    private static final String RESERVE = """
            insert into idempotency_key (key, task_id, body_hash) values ($1, $2, $3)
            on conflict (key) do nothing""";

    private static final String FIND = "select key, task_id, body_hash from idempotency_key where key = $1";

    /**
     * A binding in force.
     *
     * @param bodyHash null when an outside producer brought the key along in its record
     */
    record Reservation(String key, UUID taskId, @Nullable String bodyHash) {}

    /** Binds the key unless it is bound, and answers the binding in force; empty in the moment in which an old one ends. */
    Uni<Optional<Reservation>> reserve(SqlClient client, IdempotencyReservation reservation) {
        return client.preparedQuery(RESERVE)
                .execute(Tuple.of(reservation.key(), reservation.taskId(), reservation.bodyHash()))
                .chain(() -> client.preparedQuery(FIND).execute(Tuple.of(reservation.key())))
                .map(rows -> Rows.first(rows, ReservationStore::read));
    }

    private static Reservation read(Row row) {
        return new Reservation(row.getString("key"), row.getUUID("task_id"), row.getString("body_hash"));
    }
}
