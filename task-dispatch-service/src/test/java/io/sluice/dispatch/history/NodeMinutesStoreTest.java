package io.sluice.dispatch.history;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodeMinute;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.test.ServiceDatabase.OpenTransaction;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class NodeMinutesStoreTest {
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final NodeMinuteStore store = new NodeMinuteStore(LEASE, 10_000);
    private final NodeMinuteSweeper sweeper = new NodeMinuteSweeper(database.pool(), store);

    @Test
    void aNodeIsNotedWithWhatItHoldsAndMayTake() {
        aNode().withCap(7).insert(database);
        anAttempt().insert(database);
        anAttempt().running().insert(database);

        await(sweeper.sweep());

        NodeMinute minute = only("n-1");
        assertThat(minute.liveAttempts()).isEqualTo(2);
        assertThat(minute.taskCap()).isEqualTo(7);
        assertThat(minute.open()).isTrue();
        assertThat(minute.attached()).isTrue();
        assertThat(minute.start()).isEqualTo(minute.start().truncatedTo(ChronoUnit.MINUTES));
    }

    @Test
    void aNodeWithoutTasksIsNotedToo() {
        aNode().gateway().insert(database);

        await(sweeper.sweep());

        assertThat(only("n-1").liveAttempts()).isZero();
        assertThat(only("n-1").taskCap()).isZero();
    }

    @Test
    void aNodeThatDrainsIsNotOpen() {
        aNode().draining().insert(database);

        await(sweeper.sweep());

        assertThat(only("n-1").open()).isFalse();
        assertThat(only("n-1").attached()).isTrue();
    }

    @Test
    void aNodeWhoseLeaseDoesNotHoldIsAway() {
        aNode("silent").renewedAgo(LEASE.plusSeconds(1)).insert(database);
        aNode("detached").detached().insert(database);
        aNode("restarted").withEpoch(2).withLeaseOfEpoch(1).insert(database);
        aNode("unseen").neverSeen().insert(database);

        await(sweeper.sweep());

        assertThat(List.of("silent", "detached", "restarted", "unseen"))
                .allSatisfy(name -> assertThat(only(name).attached()).isFalse());
    }

    @Test
    void aRetiredNodeIsNotNoted() {
        aNode().retiredBy("alice").insert(database);

        await(sweeper.sweep());

        assertThat(newest("n-1", 60)).isEmpty();
    }

    @Test
    void whatWasNotedDoesNotChangeInItsMinute() {
        aNode().insert(database);
        noteThisMinuteWith(3);
        anAttempt().insert(database);

        assertThat(await(store.look(database.pool()))).isZero();

        assertThat(only("n-1").liveAttempts()).isEqualTo(3);
    }

    @Test
    void ofTwoThatLookAtTheSameMomentTheSecondWaitsAndAddsNothing() {
        IntStream.rangeClosed(1, 50).forEach(i -> aNode("n-" + i).insert(database));
        awaitTimeInTheMinute();
        OpenTransaction first = database.begin();
        assertThat(await(store.look(first.connection()))).isEqualTo(50);

        CompletableFuture<Integer> second =
                store.look(database.pool()).subscribeAsCompletionStage().toCompletableFuture();
        database.awaitBlocked();
        first.commit();

        assertThat(await(Uni.createFrom().completionStage(second))).isZero();
        assertThat(database.count("node_minute")).isEqualTo(50);
    }

    @Test
    void whoWaitedForOneThatDiedNotesTheNodesInstead() {
        aNode().insert(database);
        awaitTimeInTheMinute();
        OpenTransaction first = database.begin();
        await(store.look(first.connection()));

        CompletableFuture<Integer> second =
                store.look(database.pool()).subscribeAsCompletionStage().toCompletableFuture();
        database.awaitBlocked();
        first.rollback();

        assertThat(await(Uni.createFrom().completionStage(second))).isOne();
        assertThat(newest("n-1", 60)).hasSize(1);
    }

    @Test
    void fewerMinutesAreTheNewestOldestFirst() {
        noteBack(10);

        // One less when a minute has begun since.
        List<NodeMinute> three = newest("n-1", 3);
        assertThat(three).hasSizeBetween(2, 3);
        assertThat(three).isSortedAccordingTo((a, b) -> a.start().compareTo(b.start()));
        assertThat(newest("n-1", 60)).hasSize(11).endsWith(three.toArray(NodeMinute[]::new));
    }

    @Test
    void theHoursOfOtherNodesAreTheirOwn() {
        noteBack(2);

        assertThat(newest("n-2", 60)).isEmpty();
    }

    @Test
    void whatIsMoreThanAnHourOldIsForgottenWhenTheNextIsNoted() {
        aNode().insert(database);
        database.run("""
                insert into node_minute (node, start_at, live_attempts, task_cap, open, attached)
                select 'n-1', date_trunc('minute', now(), 'UTC') - ago * interval '1 minute', 0, 5, true, true
                from unnest(array[1, 59, 62, 1500]) ago""");

        await(sweeper.sweep());

        Instant hourAgo = database.row("select now() - interval '61 minutes' as at")
                .getOffsetDateTime("at")
                .toInstant();
        assertThat(database.rows("select start_at from node_minute"))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.getOffsetDateTime("start_at").toInstant())
                        .isAfter(hourAgo));
    }

    @Test
    void ofMoreNodesThanTheBoundTheFirstAreNoted() {
        List.of("c", "a", "b").forEach(name -> aNode(name).insert(database));

        assertThat(await(new NodeMinuteStore(LEASE, 2).look(database.pool()))).isEqualTo(2);

        assertThat(database.count("node_minute where node in ('a', 'b')")).isEqualTo(2);
    }

    @Test
    void aFailedLookIsNoFailureOfTheSchedule() {
        aNode().insert(database);
        database.run("alter table node_minute rename to node_minute_away");
        try {
            await(sweeper.sweep());
        } finally {
            database.run("alter table node_minute_away rename to node_minute");
        }

        await(sweeper.sweep());

        assertThat(newest("n-1", 60)).hasSize(1);
    }

    /** Two that do not come in the same minute do not meet. */
    private void awaitTimeInTheMinute() {
        Awaitility.await("the minute is not about to end")
                .until(() -> database.row("select extract(second from now())::int as second")
                                .getInteger("second")
                        < 55);
    }

    private void noteThisMinuteWith(int live) {
        database.run("""
                insert into node_minute (node, start_at, live_attempts, task_cap, open, attached)
                select 'n-1', date_trunc('minute', now(), 'UTC') + next * interval '1 minute', %d, 5, true, true
                from unnest(array[0, 1]) next""".formatted(live));
    }

    private void noteBack(int minutes) {
        database.run("""
                insert into node_minute (node, start_at, live_attempts, task_cap, open, attached)
                select 'n-1', date_trunc('minute', now(), 'UTC') - ago * interval '1 minute', ago, 5, true, true
                from generate_series(0, %d) ago""".formatted(minutes));
    }

    private NodeMinute only(String node) {
        List<NodeMinute> minutes = newest(node, 60);
        assertThat(minutes).isNotEmpty();
        return minutes.get(0);
    }

    private List<NodeMinute> newest(String node, int minutes) {
        return await(store.newest(database.pool(), new NodeName(node), minutes)).items();
    }
}
