package io.sluice.service.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.service.database.Transactions;
import io.sluice.service.kafka.RecordFault;
import io.sluice.service.loop.Loop;
import io.sluice.service.loop.Next;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what is in the outbox, in the order of seq, and deletes what the broker has acknowledged, many at once. One replica at a
 * time: an advisory lock says which. A crash between the two publishes an event twice, under the same id. While the
 * broker is away events stay in the table.
 */
@Singleton
@UnlessBuildProperty(name = "sluice.outbox.source", stringValue = "")
public final class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    /** What is committed within it leaves together: a round costs the same for one event as for hundreds. */
    private static final Duration GATHER = Duration.ofMillis(50);

    /** After a round that took all there was: events that come one by one all the time leave five times a second. */
    private static final Duration REST = Duration.ofMillis(200);

    private static final Duration OTHER_RELAYS = Duration.ofMillis(50);
    /** Of one batch, with what the database takes for it. */
    private static final Duration ROUND_TIMEOUT = OutboxChannel.TIMEOUT.plusSeconds(15);

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
        this.loop = new Loop(vertx.getDelegate(), Loop.Pace.of(GATHER, ROUND_TIMEOUT), failure, this::relayBatch);
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
        return Transactions.openedBy(
                        pool,
                        transaction -> OutboxStore.begin(transaction, OutboxChannel.TIMEOUT.plusSeconds(5)),
                        (transaction, mine) -> mine
                                ? publishBatch(transaction)
                                : Uni.createFrom().item(Outcome.of(whileAnotherRelays())))
                .flatMap(outcome -> outcome.fault() == null
                        ? Uni.createFrom().item(outcome.next())
                        : Uni.createFrom().failure(outcome.fault()));
    }

    /** While it fails here, what the other does is looked at less often. */
    private Next whileAnotherRelays() {
        return Next.leftToAnother(failure.tries() == 0 ? OTHER_RELAYS : config.interval());
    }

    private Uni<Outcome> publishBatch(SqlConnection transaction) {
        return OutboxStore.read(transaction, config.batch())
                .flatMap(rows -> rows.isEmpty()
                        ? Uni.createFrom().item(Outcome.of(Next.after(config.interval())))
                        : publish(transaction, rows));
    }

    private Next afterAll() {
        Duration interval = config.interval();
        return Next.after(interval).notBefore(REST.compareTo(interval) < 0 ? REST : interval);
    }

    private Uni<Outcome> publish(SqlConnection transaction, List<StoredBatch> rows) {
        RelayPlan plan = new RelayPlan(rows);
        // A batch that is not full was all that there was. What is committed meanwhile wakes the relay.
        boolean full = rows.stream().mapToInt(StoredBatch::size).sum() >= config.batch();
        Next afterwards = full ? Next.now() : afterAll();
        return publisher.publish(plan.events()).flatMap(published -> {
            // What follows a failure is published again: behind it, so that the newest of a key stays the last.
            int over = published.acknowledged();
            Outcome outcome = Outcome.of(afterwards);
            if (published.fault() != null) {
                Event first = plan.events().get(published.acknowledged());
                LOG.debugf(published.fault(), "topic %s, key %s", first.topic(), first.key());
                if (RecordFault.isOfTheRecord(published.fault())) {
                    drop(first, published.fault());
                    over++;
                    outcome = Outcome.of(Next.now());
                } else {
                    outcome = Outcome.failed("the broker does not take event " + first.id() + " of topic "
                            + first.topic() + ": " + published.fault().getMessage());
                }
            }
            return OutboxStore.forget(transaction, plan.after(over)).replaceWith(outcome);
        });
    }

    /** What Kafka will never take must not keep all that is behind it. */
    private void drop(Event event, Throwable fault) {
        dropped.increment();
        LOG.errorf(
                "event %s of topic %s, key %s, is refused by Kafka for itself and dropped: %s",
                event.id(), event.topic(), event.key(), fault.getMessage());
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
