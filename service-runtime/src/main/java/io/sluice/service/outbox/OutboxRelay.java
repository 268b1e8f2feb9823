package io.sluice.service.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.service.kafka.RecordFault;
import io.sluice.service.loop.Loop;
import io.sluice.service.loop.Next;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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
    /** Of one batch, with what the database takes for it. */
    private static final Duration ROUND_TIMEOUT = OutboxChannel.TIMEOUT.plusSeconds(15);

    /**
     * One replica at a time. The session waits for the broker inside the transaction, for longer than other transactions may
     * wait: were it ended meanwhile, another replica would send what is newer before the older has arrived. So a replica
     * that freezes here delays events by this; one that is killed gives way at once.
     */
    private static final String BEGIN = "select set_config('idle_in_transaction_session_timeout', '"
            + OutboxChannel.TIMEOUT.plusSeconds(5).toMillis()
            + "', true), pg_try_advisory_xact_lock(hashtext('sluice.outbox')) as mine";

    private final Pool pool;
    private final EventPublisher publisher;
    private final OutboxConfig config;
    private final RepeatedFailure failure = new RepeatedFailure(
            LOG, "publishing events, which stay in the outbox, fails", "publishing events works again");
    private final Counter dropped;
    private final Loop loop;

    OutboxRelay(Pool pool, EventPublisher publisher, OutboxConfig config, Vertx vertx, MeterRegistry metrics) {
        this.pool = pool;
        this.publisher = publisher;
        this.config = config;
        this.dropped = Counter.builder("sluice.outbox.dropped")
                .description("Events that Kafka refused for themselves; they are in the log")
                .register(metrics);
        Gauge.builder("sluice.outbox.blocked", failure, RepeatedFailure::seconds)
                .description("For how long no event could be published; 0 while they can")
                .baseUnit("seconds")
                .register(metrics);
        this.loop =
                new Loop(vertx.getDelegate(), Loop.Pace.of(Duration.ZERO, ROUND_TIMEOUT), failure, this::relayBatch);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
        publisher.close();
    }

    /** Something was committed that may be published. Returns at once. */
    void wake() {
        loop.wake();
    }

    /** How often in a row it could not publish; 0 while it can. */
    int failures() {
        return failure.tries();
    }

    /** What was acknowledged before the broker failed is deleted all the same, so the failure is told after the commit. */
    private Uni<Next> relayBatch() {
        return pool.withTransaction(transaction -> transaction
                        .query(BEGIN)
                        .execute()
                        .flatMap(rows -> rows.iterator().next().getBoolean("mine")
                                ? publishBatch(transaction)
                                : Uni.createFrom().item(Outcome.of(whileAnotherRelays()))))
                .flatMap(outcome -> outcome.fault() == null
                        ? Uni.createFrom().item(outcome.next())
                        : Uni.createFrom().failure(outcome.fault()));
    }

    /** While it fails here, what the other does is looked at less often. */
    private Next whileAnotherRelays() {
        return Next.leftToAnother(failure.tries() == 0 ? OTHER_RELAYS : config.interval());
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
                            ? Uni.createFrom().item(Outcome.of(Next.after(config.interval())))
                            : publishAndDelete(transaction, events);
                });
    }

    private Uni<Outcome> publishAndDelete(SqlConnection transaction, List<Event> events) {
        return publisher.publish(events).flatMap(published -> {
            // What follows a failure is published again: behind it, so that the newest of a key stays the last.
            int over = published.acknowledged();
            Outcome outcome = Outcome.of(Next.now());
            if (published.fault() != null) {
                Event first = events.get(published.acknowledged());
                LOG.debugf(published.fault(), "topic %s, key %s", first.topic(), first.key());
                if (RecordFault.isOfTheRecord(published.fault())) {
                    drop(first, published.fault());
                    over++;
                } else {
                    outcome = Outcome.failed("the broker does not take event " + first.id() + " of topic "
                            + first.topic() + ": " + published.fault().getMessage());
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

    /** Of one round, to be committed whether it failed or not. */
    private record Outcome(Next next, @Nullable Exception fault) {
        static Outcome of(Next next) {
            return new Outcome(next, null);
        }

        static Outcome failed(String message) {
            return new Outcome(Next.now(), new IllegalStateException(message));
        }
    }
}
