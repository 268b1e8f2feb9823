package io.sluice.registry.retirement;

import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.registry.NodesUnderRace;
import io.sluice.registry.membership.QuietPeriod;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.retirement.OfflineRetirementPolicy.Fleet;
import io.sluice.test.MutableClock;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OfflineRetirementStoreTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final NodesUnderRace under =
            new NodesUnderRace(admission -> admission.name().value().startsWith("busy") ? 1 : 0);
    private final OfflineRetirementStore store = new OfflineRetirementStore(under.nodes.columns, under.nodes.store);
    private final MutableClock clock = MutableClock.at("2026-03-01T12:00:00Z");

    @Test
    void anHourCountsFromWhenTheChangeWasPutOnRecord() {
        gone("an-hour-ago", "60 minutes");
        gone("less", "59 minutes");
        add("online");
        add("unrecorded");
        under.nodes.forget("unrecorded");

        assertThat(await(store.offlineFor(under.database.pool(), HOUR)))
                .extracting(node -> node.name().value())
                .containsExactly("an-hour-ago");
    }

    @Test
    void aNodeThatIsBackThoughStillOnRecordAsOfflineIsNotFound() {
        add("back");
        under.database.run("update node set offline_recorded_at = now() - interval '2 hours'");

        assertThat(await(store.offlineFor(under.database.pool(), HOUR))).isEmpty();
    }

    @Test
    void whoSaidGoodbyeIsNotSilent() {
        add("online");
        gone("left", "2 hours");
        add("silent");
        under.nodes.forget("silent");

        assertThat(await(store.fleet(under.database.pool()))).isEqualTo(new Fleet(1, 1));
    }

    @Test
    void twoReplicasAtOnceRetireEachNodeOnceAndSaySo() {
        IntStream.range(0, 40).forEach(i -> gone("left-" + i, "2 hours"));
        add("online");

        Uni.join()
                .all(replica().sweep(), replica().sweep(), replica().sweep())
                .andFailFast()
                .await()
                .atMost(Duration.ofSeconds(30));

        assertThat(under.database.count("node")).isEqualTo(1);
        assertThat(under.database.count("past_incarnation where ended_as = 'RETIRED'"))
                .isEqualTo(40);
        assertThat(under.database.count("audit where what = 'RETIRED' and actor = 'node-registry'"))
                .isEqualTo(40);
    }

    @Test
    void whatMustStayStaysAndIsNotTouched() {
        gone("busy", "2 hours");
        gone("drained", "2 hours");
        under.database.run("""
                update node set drain_since = now(), drain_reason = 'disk', drain_by = 'alice', drain_on_deadline = 'LEAVE'
                where name = 'drained'""");
        gone("capped", "2 hours");
        under.database.run("update node set operator_task_cap = 3 where name = 'capped'");
        gone("labelled", "2 hours");
        under.database.run("update node set operator_labels = '{\"tier\": \"batch\"}' where name = 'labelled'");

        await(replica().sweep());

        assertThat(under.database.count("node where revision = 1 and retire_asked_at is null"))
                .isEqualTo(4);
    }

    @Test
    void aDrainThatComesAfterTheDecisionWins() {
        NodeRow seen = gone("n-1", "2 hours");
        under.database.run("""
                update node set drain_since = now(), drain_reason = 'disk', drain_by = 'alice', drain_on_deadline = 'LEAVE',
                    revision = revision + 1""");

        assertThat(await(retirements().retire(seen, "node-registry")))
                .isInstanceOf(Retirements.Outcome.Obstructed.class);

        assertThat(under.database.count("node where drain_by = 'alice'")).isEqualTo(1);
    }

    @Test
    void nobodyIsRetiredWhileMostAreSilentNotEvenWhoSaidGoodbye() {
        gone("left", "2 hours");
        IntStream.range(0, 3).forEach(i -> silent("silent-" + i));
        add("online-1");
        add("online-2");

        await(replica().sweep());
        assertThat(under.database.count("node")).isEqualTo(6);

        under.database.run("update node set last_seen_at = now() where name = 'silent-0'");
        await(replica().sweep());
        assertThat(under.database.count("node")).isEqualTo(3);
    }

    @Test
    void nobodyIsRetiredJustAfterAStart() {
        gone("left", "2 hours");
        OfflineRetirementSweeper starting = starting(Optional.of(HOUR));

        await(starting.sweep());
        assertThat(under.database.count("node")).isEqualTo(1);

        clock.advance(QUIET);
        await(starting.sweep());
        assertThat(under.database.count("node")).isZero();
    }

    @Test
    void withoutTheSettingNobodyIsRetired() {
        gone("left", "2 hours");
        OfflineRetirementSweeper off = starting(Optional.empty());
        clock.advance(QUIET);

        await(off.sweep());

        assertThat(under.database.count("node")).isEqualTo(1);
    }

    private OfflineRetirementSweeper replica() {
        OfflineRetirementSweeper sweeper = starting(Optional.of(HOUR));
        clock.advance(QUIET);
        return sweeper;
    }

    private OfflineRetirementSweeper starting(Optional<Duration> after) {
        return new OfflineRetirementSweeper(
                under.database.pool(), store, retirements(), under.dispatch, after, new QuietPeriod(clock, QUIET));
    }

    private Retirements retirements() {
        return new Retirements(
                under.database.pool(),
                under.nodes.store,
                new RetirementStore(under.nodes.columns, under.nodes.store),
                under.events,
                under.dispatch);
    }

    private NodeRow add(String name) {
        return await(under.push.push(under.nodes.add(name, 5)));
    }

    /** It said goodbye so long ago. */
    private NodeRow gone(String name, String age) {
        add(name);
        return ago(name, age, "goodbye_at = now() - interval '%1$s', ");
    }

    private void silent(String name) {
        add(name);
        ago(name, "2 hours", "");
    }

    private NodeRow ago(String name, String age, String besides) {
        String set = "update node set " + besides
                + "last_seen_at = now() - interval '%1$s', offline_recorded_at = now() - interval '%1$s' where name = '%2$s'";
        under.database.run(set.formatted(age, name));
        return under.nodes.get(name);
    }
}
