package io.sluice.dispatch.calm;

import static io.sluice.contracts.task.CalmCause.DATABASE_AWAY;
import static io.sluice.contracts.task.CalmCause.MASS_LOSS;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.task.Calm;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.calm.CalmPolicy.Facts;
import io.sluice.dispatch.calm.CalmPolicy.State;
import io.sluice.dispatch.calm.CalmStore.Seen;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalmStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final CalmStore store = new CalmStore(CalmUnderTest.CALM, CalmUnderTest.LEASES);
    private final CalmUnderTest replica = new CalmUnderTest(database);
    private final CalmUnderTest other = new CalmUnderTest(database);

    @Test
    void theNodesThatCountAreThoseThatWereHeardLatelyAndDidNotLeave() {
        aNode("n-heard").insert(database);
        aNode("n-slow").renewedAgo(Duration.ofSeconds(9)).insert(database);
        aNode("n-silent").renewedAgo(Duration.ofSeconds(11)).insert(database);
        aNode("n-cut").detached().renewedAgo(Duration.ofSeconds(12)).insert(database);
        aNode("n-expired").renewedAgo(Duration.ofSeconds(21)).insert(database);
        aNode("n-again")
                .withEpoch(2)
                .withLeaseOfEpoch(1)
                .renewedAgo(Duration.ofSeconds(69))
                .insert(database);
        aNode("n-long-gone").renewedAgo(Duration.ofSeconds(71)).insert(database);
        aNode("n-left").saidGoodbye().renewedAgo(Duration.ofSeconds(30)).insert(database);
        aNode("n-retired").retiredBy("alice").renewedAgo(Duration.ofSeconds(30)).insert(database);
        aNode("n-never").neverSeen().insert(database);

        Facts facts = read().facts();

        assertThat(facts.counted()).isEqualTo(6);
        assertThat(facts.silent()).isEqualTo(4);
        assertThat(facts.expired()).isEqualTo(2);
    }

    @Test
    void whoCameBackAfterAGoodbyeCountsAgain() {
        aNode("n-1").saidGoodbye().insert(database);
        database.run("update node_lease set epoch = 2");

        assertThat(read().facts().counted()).isOne();
    }

    @Test
    void whoFallsSilentDoesNotDropOutOfTheCountWhileItIsHeld() {
        silent(3, 21);
        aNode("n-heard").insert(database);
        assertThat(replica.look()).isTrue();

        later(120);

        assertThat(read().facts().counted()).isEqualTo(4);
        assertThat(replica.look()).isTrue();
    }

    @Test
    void theLookThatComesFirstAfterAnOutageSeesIt() {
        assertThat(replica.look()).isFalse();
        database.run("update calm set pulse_at = pulse_at - interval '30 seconds'");

        assertThat(other.look()).isTrue();
        assertThat(replica.look()).isTrue();

        Calm calm = await(replica.watch().shown()).orElseThrow();
        assertThat(calm.cause()).isEqualTo(DATABASE_AWAY);
        assertThat(Duration.between(calm.since(), calm.until())).isEqualTo(Duration.ofSeconds(60));
        assertThat(calm.text()).contains("away for 30 s");
    }

    @Test
    void whatIsOverIsOverForAll() {
        replica.look();
        database.run("update calm set pulse_at = pulse_at - interval '30 seconds'");
        replica.look();
        later(61);

        assertThat(other.look()).isFalse();

        assertThat(await(replica.watch().shown())).isEmpty();
        assertThat(database.row("select num_nulls(cause, held_since, held_until, what) as n from calm")
                        .getInteger("n"))
                .isEqualTo(4);
    }

    @Test
    void whatIsHeldIsOnTheGaugeOfEachReplicaAndItsBeginOnOne() {
        silent(2, 21);

        replica.look();
        other.look();
        replica.look();

        assertThat(replica.gauge(MASS_LOSS)).isOne();
        assertThat(other.gauge(MASS_LOSS)).isOne();
        assertThat(other.gauge(DATABASE_AWAY)).isZero();
        assertThat(replica.begins(MASS_LOSS)).isOne();
        assertThat(other.begins(MASS_LOSS)).isZero();

        later(301);
        replica.look();
        assertThat(replica.gauge(MASS_LOSS)).isZero();
    }

    @Test
    void whatWasReadBeforeAnotherReplicaWroteIsNotWritten() {
        Seen stale = read();
        replica.look();

        assertThat(await(store.write(
                        database.pool(),
                        stale.version(),
                        new State(stale.facts().now(), null, true))))
                .isFalse();

        assertThat(database.row("select waited_out from calm").getBoolean("waited_out"))
                .isFalse();
    }

    @Test
    void manyReplicasLookAtOnceAndOneBeginsIt() {
        silent(5, 21);
        List<CalmUnderTest> replicas =
                IntStream.range(0, 6).mapToObj(i -> new CalmUnderTest(database)).toList();

        replicas.stream()
                .map(one -> one.watch().look().subscribeAsCompletionStage())
                .toList()
                .forEach(look -> assertThat(look.join().held()).isTrue());

        assertThat(replicas.stream().mapToDouble(one -> one.begins(MASS_LOSS)).sum())
                .isOne();
        assertThat(database.row("select version from calm").getLong("version")).isEqualTo(6);
    }

    @Test
    void aLookThatWaitsForAnotherLooksAgain() {
        DispatchDatabase.OpenTransaction frozen = database.begin();
        await(frozen.connection()
                .query("update calm set version = version + 1, pulse_at = clock_timestamp()")
                .execute());

        var look = replica.watch().look().subscribeAsCompletionStage();
        database.awaitBlocked();
        frozen.commit();

        assertThat(look.join().held()).isFalse();
        assertThat(database.row("select version from calm").getLong("version")).isEqualTo(2);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        silent(3, 25);
        replica.look();

        Seen seen = read();
        await(store.write(database.pool(), seen.version(), seen.state()));

        assertThat(read().state()).isEqualTo(seen.state());
    }

    @Test
    void theRowHoldsNoHalfHold() {
        assertThatThrownBy(() -> database.run("update calm set cause = 'MASS_LOSS'"))
                .hasMessageContaining("a_hold_is_whole");
        assertThatThrownBy(() -> database.run("insert into calm (singleton) values (false)"))
                .hasMessageContaining("one_calm");
    }

    private Seen read() {
        return await(store.read(database.pool()));
    }

    private void silent(int nodes, long seconds) {
        for (int i = 1; i <= nodes; i++) {
            aNode("n-silent-" + i).renewedAgo(Duration.ofSeconds(seconds)).insert(database);
        }
    }

    /** All that was, was so much earlier; only the pulse goes on. */
    private void later(int seconds) {
        database.run("""
                update calm set held_since = held_since - make_interval(secs => %1$d),
                    held_until = held_until - make_interval(secs => %1$d),
                    held_at_most = held_at_most - make_interval(secs => %1$d),
                    counted_from = counted_from - make_interval(secs => %1$d);
                update node_lease set renewed_at = renewed_at - make_interval(secs => %1$d)
                where name like 'n-silent-%%'""".formatted(seconds));
    }
}
