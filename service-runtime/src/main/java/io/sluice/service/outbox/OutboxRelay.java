package io.sluice.service.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.service.kafka.RecordFault;
import io.sluice.service.time.Backoff;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Publishes what is in the outbox, in the order of seq, and deletes what the broker has acknowledged. One replica at a
 * time: an advisory lock says which. A crash between the two publishes an event twice, under the same id. While the
 * broker is away events stay in the table.
 */
@Singleton
@UnlessBuildProperty(name = "sluice.outbox.source", stringValue = "")
public final class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration OTHER_RELAYS = Duration.ofMillis(50);

    /**
     * One replica at a time. The session waits for the broker inside the transaction, for longer than other transactions may
     * wait: were it ended meanwhile, another replica would send what is newer before the older has arrived. So a replica
     * that freezes here delays events by this; one that is killed gives way at once.
     */
    private static final String BEGIN = "select set_config('idle_in_transaction_session_timeout', '"
            + EventPublisher.LONGEST.plusSeconds(5).toMillis()
            + "', true), pg_try_advisory_xact_lock(hashtext('sluice.outbox')) as mine";

    private final Pool pool;
    private final EventPublisher publisher;
    private final OutboxConfig config;
    private final Vertx vertx;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private volatile boolean stopped = true;
    private final RepeatedFailure failure = new RepeatedFailure(
            LOG, "publishing events, which stay in the outbox, fails", "publishing events works again");
    private final Counter dropped;
    private volatile String notTaken = "";
    private long timer;

    OutboxRelay(Pool pool, EventPublisher publisher, OutboxConfig config, Vertx vertx, MeterRegistry metrics) {
        this.pool = pool;
        this.publisher = publisher;
        this.config = config;
        this.vertx = vertx;
        this.dropped = Counter.builder("sluice.outbox.dropped")
                .description("Events that Kafka refused for themselves; they are in the log")
                .register(metrics);
        Gauge.builder("sluice.outbox.blocked", failure, RepeatedFailure::seconds)
                .description("For how long no event could be published; 0 while they can")
                .baseUnit("seconds")
                .register(metrics);
    }

    void start(@Observes StartupEvent event) {
        List<String> violations = OutboxSettingsPolicy.violations(config);
        if (!violations.isEmpty()) {
            throw new IllegalStateException(
                    "This service does not start with unsafe settings: " + String.join("; ", violations));
        }
        stopped = false;
        timer = vertx.setPeriodic(config.interval().toMillis(), tick -> wake());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        vertx.cancelTimer(timer);
        publisher.close();
    }

    /** Something was committed that may be published. Returns at once. */
    void wake() {
        wanted.set(true);
        if (!stopped && busy.compareAndSet(false, true)) {
            wanted.set(false);
            relayBatch().subscribe().with(this::relayed, this::failed);
        }
    }

    /** How often in a row it could not publish; 0 while it can. */
    int failures() {
        return failure.tries();
    }

    private Uni<Outcome> relayBatch() {
        return pool.withTransaction(transaction -> transaction
                .query(BEGIN)
                .execute()
                .flatMap(rows -> rows.iterator().next().getBoolean("mine")
                        ? publishBatch(transaction)
                        : Uni.createFrom().item(Outcome.OTHER_RELAYS)));
    }

    private Uni<Outcome> publishBatch(SqlConnection transaction) {
        return transaction
                .preparedQuery("select seq, topic, key, type, payload::text as payload, event_id, created_at"
                        + " from outbox order by seq limit $1")
                .execute(Tuple.of(config.batch()))
                .flatMap(rows -> {
                    List<Event> events = new ArrayList<>();
                    rows.forEach(row -> events.add(event(row)));
                    return events.isEmpty()
                            ? Uni.createFrom().item(Outcome.EMPTY)
                            : publishAndDelete(transaction, events);
                });
    }

    private Uni<Outcome> publishAndDelete(SqlConnection transaction, List<Event> events) {
        return publisher.publish(events).flatMap(published -> {
            // What follows a failure is published again: behind it, so that the newest of a key stays the last.
            int over = published.acknowledged();
            Outcome outcome = Outcome.MORE;
            if (published.fault() != null) {
                Event first = events.get(published.acknowledged());
                LOG.debugf(published.fault(), "topic %s, key %s", first.topic(), first.key());
                if (RecordFault.isOfTheRecord(published.fault())) {
                    drop(first, published.fault());
                    over++;
                } else {
                    outcome = Outcome.BROKER_AWAY;
                    notTaken = "the broker does not take event " + first.id() + " of topic " + first.topic() + ": "
                            + published.fault().getMessage();
                }
            }
            return transaction
                    .preparedQuery("delete from outbox where seq = any($1)")
                    .execute(Tuple.tuple()
                            .addArrayOfLong(events.subList(0, over).stream()
                                    .map(Event::seq)
                                    .toArray(Long[]::new)))
                    .replaceWith(outcome);
        });
    }

    /** What Kafka will never take must not keep all that is behind it. */
    private void drop(Event event, Throwable fault) {
        dropped.increment();
        LOG.errorf(
                "event %s of topic %s, key %s, is refused by Kafka for itself and dropped: %s",
                event.id(), event.topic(), event.key(), fault.getMessage());
    }

    private void relayed(Outcome outcome) {
        switch (outcome) {
            case EMPTY -> again(Duration.ZERO, wanted.get());
            case MORE -> again(Duration.ZERO, true);
            case OTHER_RELAYS -> again(OTHER_RELAYS, wanted.get() || failure.tries() == 0);
            case BROKER_AWAY -> failed(new IllegalStateException(notTaken));
        }
        if (outcome == Outcome.EMPTY || outcome == Outcome.MORE) {
            failure.worked();
        }
    }

    private void failed(Throwable fault) {
        if (!stopped) {
            failure.failed(fault);
        }
        again(Backoff.pause(failure.tries()), true);
    }

    private void again(Duration after, boolean more) {
        if (!more || stopped) {
            busy.set(false);
            // Whoever called wake() meanwhile found it busy.
            if (wanted.get() && !stopped) {
                wake();
            }
        } else if (after.isZero()) {
            busy.set(false);
            wake();
        } else {
            vertx.setTimer(after.toMillis(), tick -> {
                busy.set(false);
                wake();
            });
        }
    }

    private static Event event(Row row) {
        OffsetDateTime at = row.getOffsetDateTime("created_at");
        return new Event(
                row.getLong("seq"),
                row.getString("topic"),
                row.getString("key"),
                row.getString("type"),
                row.getString("payload"),
                row.getUUID("event_id"),
                at.toInstant());
    }

    private enum Outcome {
        /** Nothing is left. */
        EMPTY,
        /** A batch went; there may be another. */
        MORE,
        /** Another replica does it. */
        OTHER_RELAYS,
        /** Some were not acknowledged. */
        BROKER_AWAY
    }
}
