package io.sluice.dispatch.queue;

import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.IdempotencyReservation;
import io.sluice.dispatch.queue.ReservationStore.Reservation;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Binds idempotency keys to tasks, for gateways, before the task goes to Kafka. */
@Path(InternalPaths.TASKS + "/" + InternalPaths.RESERVATIONS)
@Produces(MediaType.APPLICATION_JSON)
class ReservationResource {
    private static final int TRIES = 3;

    private final Pool pool;
    private final ReservationStore store;

    ReservationResource(Pool pool, ReservationStore store) {
        this.pool = pool;
        this.store = store;
    }

    /** The binding in force, which may be an older one, of another task or another body: the caller compares. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Reservation> reserve(@NotNull @Valid IdempotencyReservation reservation) {
        return reserve(reservation, TRIES);
    }

    private Uni<Reservation> reserve(IdempotencyReservation reservation, int triesLeft) {
        return store.reserve(pool, reservation).chain(found -> {
            if (found.isPresent()) {
                return Uni.createFrom().item(found.get());
            }
            if (triesLeft > 1) {
                return reserve(reservation, triesLeft - 1);
            }
            return Uni.createFrom()
                    .failure(ProblemException.of(
                            ProblemType.UPSTREAM_UNAVAILABLE,
                            "the key " + reservation.key() + " is being forgotten: ask again in a moment"));
        });
    }
}
