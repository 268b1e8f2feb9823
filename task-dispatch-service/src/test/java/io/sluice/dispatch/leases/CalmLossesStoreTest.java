package io.sluice.dispatch.leases;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.FIRST;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.INCARNATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.Guarantee;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.dispatch.calm.CalmWatch.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is lost, and what is not, while it is probably us. */
class CalmLossesStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void nothingIsLostWhileMostNodesAreSilent(Guarantee guarantee) {
        silent("n-1", Duration.ofSeconds(25));
        silent("n-2", Duration.ofSeconds(25));
        aNode("n-3").insert(database);
        hold("n-1", guarantee);
        hold("n-2", guarantee);
        sweep();

        silentFor(Duration.ofMinutes(4), Duration.ofMinutes(4));
        sweep();

        assertThat(lost()).isZero();
        assertThat(database.count("attempt where reconnecting_since is not null"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void whenTheLimitIsReachedTheirGuaranteesGoOn(Guarantee guarantee) {
        silent("n-1", Duration.ofSeconds(25));
        silent("n-2", Duration.ofSeconds(25));
        hold("n-1", guarantee);
        hold("n-2", guarantee);
        sweep();

        silentFor(Duration.ofMinutes(11), Duration.ofMinutes(11));
        sweep();

        assertThat(lost()).isEqualTo(2);
    }

    @Test
    void aOnceTaskIsAwaitedForItsWholeWindowAfterTheLimit() {
        silent("n-1", Duration.ofSeconds(25));
        silent("n-2", Duration.ofSeconds(25));
        hold("n-1", Guarantee.ONCE);
        UUID exclusive = hold("n-2", Guarantee.EXCLUSIVE);
        sweep();

        silentFor(Duration.ofSeconds(301), Duration.ofSeconds(301));
        sweep();

        assertThat(database.row("select task_id from attempt_history").getUUID("task_id"))
                .isEqualTo(exclusive);
    }

    @Test
    void oneOfManyIsLostAsEver() {
        silent("n-1", Duration.ofSeconds(21));
        silent("n-2", Duration.ofSeconds(21));
        aNode("n-3").insert(database);
        aNode("n-4").insert(database);
        hold("n-1", Guarantee.IDEMPOTENT);

        sweep();

        assertThat(lost()).isOne();
    }

    @Test
    void ofNodesThatAreCutOffAtOnceNoneIsLostAlthoughTheirLeasesEndOneAfterAnother() {
        for (int i = 0; i < 12; i++) {
            // Each renewed last at another time, up to 5.5 s before the cut, which was 14.6 s ago.
            silent("n-" + i, Duration.ofMillis(20_100 - i * 500));
            hold("n-" + i, Guarantee.IDEMPOTENT);
        }

        for (int second = 0; second < 12; second++) {
            sweep();
            silentFor(Duration.ofSeconds(1), Duration.ZERO);
        }

        assertThat(database.count("node_lease where renewed_at < clock_timestamp() - interval '20 seconds'"))
                .isEqualTo(12);
        assertThat(lost()).isZero();
    }

    @Test
    void nodesThatComeBackOneAfterAnotherKeepWhatTheyHold() {
        List<AttemptRef> held = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            silent("n-" + i, Duration.ofSeconds(40));
            held.add(new AttemptRef(hold("n-" + i, Guarantee.IDEMPOTENT), 1));
        }
        sweep();

        for (int i = 0; i < 10; i++) {
            database.run("update node_lease set renewed_at = clock_timestamp() where name = 'n-" + i + "'");
            sweep();
        }

        assertThat(lost()).isZero();
        assertThat(held).hasSize(10);
    }

    @Test
    void whoStaysAwayWhenMostAreBackIsLostALeaseLater() {
        for (int i = 0; i < 4; i++) {
            silent("n-" + i, Duration.ofSeconds(40));
        }
        hold("n-3", Guarantee.IDEMPOTENT);
        sweep();
        database.run("update node_lease set renewed_at = clock_timestamp() where name <> 'n-3'");
        sweep();
        assertThat(lost()).isZero();

        database.run("update calm set held_until = held_until - interval '20 seconds'");
        sweep();

        assertThat(lost()).isOne();
    }

    @Test
    void aSweepThatComesBeforeAnyPulseSeesThatTheDatabaseWasAway() {
        sweep();
        aNode("n-1").renewedAgo(Duration.ofSeconds(35)).insert(database);
        hold("n-1", Guarantee.IDEMPOTENT);
        database.run("update calm set pulse_at = pulse_at - interval '30 seconds'");

        sweep();
        assertThat(lost()).isZero();

        database.run("""
                update calm set held_since = held_since - interval '60 seconds', held_until = held_until - interval '60 seconds',
                    held_at_most = held_at_most - interval '60 seconds'""");
        sweep();
        assertThat(lost()).isOne();
    }

    @Test
    void manyReplicasSweepAtOnceAfterAnOutageAndNoneLosesAnything() {
        sweep();
        for (int i = 0; i < 20; i++) {
            silent("n-" + i, Duration.ofSeconds(60));
            hold("n-" + i, Guarantee.EXCLUSIVE);
        }
        database.run("update calm set pulse_at = pulse_at - interval '55 seconds'");

        List.of(new AttemptsUnderTest(database), new AttemptsUnderTest(database), attempts).stream()
                .map(replica -> replica.losses.sweep().subscribeAsCompletionStage())
                .toList()
                .forEach(sweep -> sweep.join());

        assertThat(lost()).isZero();
        assertThat(database.row("select cause from calm").getString("cause")).isEqualTo("DATABASE_AWAY");
    }

    @Test
    void moreAttemptsThanARoundTakesAreAllMarkedAndTheSweepComesToItsEnd() {
        silent("n-1", Duration.ofSeconds(40));
        silent("n-2", Duration.ofSeconds(40));
        UUID template = hold("n-1", Guarantee.IDEMPOTENT);
        database.run("""
                insert into task (id, state, priority, selector_id, guarantee, attempt, max_attempts, timeout_millis,
                    queue_limit_millis, submitted_at, queued_at, expires_at)
                select gen_random_uuid(), state, priority, selector_id, guarantee, attempt, max_attempts, timeout_millis,
                    queue_limit_millis, submitted_at, queued_at, expires_at
                from task, generate_series(1, 1100) where id = '%s';
                insert into attempt (task_id, attempt, node, epoch, state, assigned_at, started_at)
                select id, 1, 'n-2', 1, 'RUNNING', now(), now() from task where id <> '%s'""".formatted(template, template));

        sweep();
        sweep();

        assertThat(lost()).isZero();
        assertThat(database.count("attempt where reconnecting_since is not null"))
                .isEqualTo(1_101);
    }

    @Test
    void aNodeThatRegisteredAgainLosesWhatItHeldAllTheSame() {
        aNode("n-1")
                .withEpoch(2)
                .withLeaseOfEpoch(1)
                .renewedAgo(Duration.ofSeconds(40))
                .insert(database);
        silent("n-2", Duration.ofSeconds(40));
        UUID older = hold("n-1", Guarantee.ONCE);
        hold("n-2", Guarantee.IDEMPOTENT);

        sweep();

        assertThat(database.row("select task_id from attempt_history").getUUID("task_id"))
                .isEqualTo(older);
    }

    @Test
    void whatANodeDoesNotHoldIsLostAllTheSame() {
        silent("n-1", Duration.ofSeconds(40));
        silent("n-2", Duration.ofSeconds(40));
        UUID id = hold("n-2", Guarantee.IDEMPOTENT);
        sweep();

        DispatchDatabase.await(attempts.losses.notHeld(List.of(new AttemptRef(id, 1))));

        assertThat(lost()).isOne();
    }

    @Test
    void aRenewalEndsTheReconnectingOfWhatWasHeldBack() {
        silent("n-1", Duration.ofSeconds(40));
        silent("n-2", Duration.ofSeconds(40));
        UUID id = hold("n-1", Guarantee.EXCLUSIVE);
        sweep();

        attempts.renew(FIRST, null, new AttemptRef(id, 1));

        assertThat(database.count("attempt where reconnecting_since is not null"))
                .isZero();
    }

    @Test
    void whatIsDueIsDueByTheMomentOfTheDecision() {
        silent("n-1", Duration.ofSeconds(50));
        hold("n-1", Guarantee.IDEMPOTENT);
        LossStore store = new LossStore(AttemptsUnderTest.config());
        Instant now = database.row("select clock_timestamp() as now")
                .getOffsetDateTime("now")
                .toInstant();

        // The database stood still for 40 s between the decision and this statement.
        assertThat(due(store, new Moment(now.minusSeconds(40), false))).isZero();
        assertThat(due(store, new Moment(now, false))).isOne();
    }

    private int due(LossStore store, Moment moment) {
        return database.inTransaction(transaction -> store.lockDue(transaction, moment, 10))
                .size();
    }

    private void silent(String name, Duration length) {
        aNode(name).withIncarnation(INCARNATION).renewedAgo(length).insert(database);
    }

    private UUID hold(String node, Guarantee guarantee) {
        return anAttempt()
                .of(aTask().with(guarantee).withMaxAttempts(5))
                .on(node)
                .running()
                .insert(database);
    }

    /** The nodes that were silent are so for longer, and losses are held back for longer. */
    private void silentFor(Duration longer, Duration heldLonger) {
        database.run("""
                update node_lease set renewed_at = renewed_at - interval '%1$d milliseconds'
                where renewed_at < clock_timestamp() - interval '10 seconds';
                update calm set held_since = held_since - interval '%2$d milliseconds',
                    held_until = held_until - interval '%2$d milliseconds',
                    held_at_most = held_at_most - interval '%2$d milliseconds',
                    counted_from = counted_from - interval '%2$d milliseconds'""".formatted(longer.toMillis(), heldLonger.toMillis()));
    }

    private long lost() {
        return database.count("attempt_history where state = 'LOST'");
    }

    private void sweep() {
        DispatchDatabase.await(attempts.losses.sweep());
    }
}
