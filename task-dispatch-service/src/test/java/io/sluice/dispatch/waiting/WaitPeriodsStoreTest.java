package io.sluice.dispatch.waiting;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.waiting.Fleet.Member;
import io.sluice.dispatch.waiting.WaitReasonPolicy.Cause;
import io.sluice.test.MutableClock;
import io.sluice.test.ServiceDatabase.OpenTransaction;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WaitPeriodsStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final MutableClock clock = MutableClock.at("2026-03-01T12:00:00Z");
    private final FleetStore fleets = new FleetStore(Duration.ofSeconds(20));
    private final WaitPeriodStore store = new WaitPeriodStore();
    private final WaitPeriods periods = new WaitPeriods(database.pool(), fleets, store, clock);

    @Test
    void theFirstCauseOpensAPeriod() {
        aTask().insert(database);

        record();

        assertThat(codes()).containsExactly("NO_NODE open");
    }

    @Test
    void theSameCauseGoesOn() {
        aTask().insert(database);

        record();
        record();

        assertThat(codes()).containsExactly("NO_NODE open");
    }

    @Test
    void anotherCauseTakesItsPlace() {
        aTask().insert(database);
        record();
        aNode().draining().insert(database);

        record();

        assertThat(codes()).containsExactly("NO_NODE closed", "ALL_DRAINED open");
        assertThat(database.count("wait_passage a join wait_passage b on a.until_at = b.from_at"))
                .isOne();
    }

    @Test
    void eachSelectorHasItsOwnCause() {
        aNode().insert(database);
        aTask().insert(database);
        aTask().withSelector("gpu", "a100").insert(database);

        record();

        assertThat(codes()).containsExactly("BEHIND_OTHERS open", "NO_LABEL_MATCH open");
    }

    @Test
    void aSlotThatIsFreeForAMomentDoesNotEndAFullFleet() {
        aNode().withCap(1).insert(database);
        aTask().insert(database);
        UUID running = anAttempt().insert(database);
        record();
        database.run("delete from attempt where task_id = '" + running + "'");
        record();

        assertThat(codes()).containsExactly("ALL_AT_CAP open");

        anAttempt().of(running).insert(database);
        database.run("update wait_passage set code = 'BEHIND_OTHERS'");
        record();

        assertThat(codes()).containsExactly("BEHIND_OTHERS closed", "ALL_AT_CAP open");
    }

    @Test
    void aQueueThatIsEmptyClosesItsPeriod() {
        UUID id = aTask().insert(database);
        record();
        database.run("update task set state = 'ASSIGNED', attempt = 1 where id = '" + id + "'");

        await(periods.sweep());

        assertThat(codes()).containsExactly("NO_NODE closed");
    }

    @Test
    void anIdleQueueIsNotSwept() {
        assertThat(await(store.isAnythingToDo(database.pool()))).isFalse();
        aTask().insert(database);
        assertThat(await(store.isAnythingToDo(database.pool()))).isTrue();
    }

    @Test
    void itIsRecordedAtMostOnceASecond() {
        aTask().insert(database);
        await(periods.record());
        aNode().insert(database);

        clock.advance(Duration.ofMillis(999));
        await(periods.record());
        assertThat(codes()).containsExactly("NO_NODE open");

        clock.advance(Duration.ofMillis(1));
        await(periods.record());
        assertThat(codes()).containsExactly("NO_NODE closed", "BEHIND_OTHERS open");
    }

    @Test
    void aClockThatWasSetBackDoesNotSilenceIt() {
        await(periods.record());
        aTask().insert(database);
        clock.advance(Duration.ofHours(-1));

        await(periods.record());

        assertThat(codes()).hasSize(1);
    }

    @Test
    void aDatabaseThatIsAwayIsNoError() {
        WaitPeriods lost = new WaitPeriods(database.pool(), fleets, new WaitPeriodStore(), clock);
        database.run("alter table wait_passage rename to elsewhere");
        try {
            aTask().insert(database);
            await(lost.record());
            await(lost.sweep());
        } finally {
            database.run("alter table elsewhere rename to wait_passage");
        }
    }

    /** The other replica's turn is under way: this one steps back, and does not wait. */
    @Test
    void replicasTakeTurns() {
        aTask().insert(database);
        int selector = database.row("select id from task_selector").getInteger("id");
        Cause cause = new Cause(WaitCode.NO_NODE, "no node");
        OpenTransaction other = database.begin();
        await(store.turn(other.connection(), Map.of(selector, cause)));

        await(store.turn(database.pool(), Map.of(selector, cause)));
        assertThat(codes()).isEmpty();

        other.commit();
        assertThat(codes()).containsExactly("NO_NODE open");
    }

    @Test
    void theSchemaHoldsOneCauseAtATime() {
        aTask().insert(database);
        String open = "insert into wait_passage (selector_id, code, detail, from_at)"
                + " select id, 'X', 'x', clock_timestamp() from task_selector";
        database.run(open);

        assertThatThrownBy(() -> database.run(open)).hasMessageContaining("one_cause_at_a_time");
    }

    @Test
    void whatWasWaitedForIsWhatOverlapsTheWaitLongestFirst() {
        UUID id = aTask().submittedAgo(Duration.ofSeconds(1_000)).insert(database);
        period("NO_NODE", "1500 seconds", "900 seconds");
        period("ALL_AT_CAP", "900 seconds", "400 seconds");
        period("QUEUE_PAUSED", "400 seconds", "300 seconds");
        period("ALL_AT_CAP", "300 seconds", null);
        period("ALL_OFFLINE", "3000 seconds", "2000 seconds");

        JsonArray waited = waited(id);

        assertThat(waited.stream().map(cause -> ((JsonObject) cause).getString("code")))
                .containsExactly("ALL_AT_CAP", "NO_NODE", "QUEUE_PAUSED");
        assertThat(seconds(waited, 0)).isBetween(800L, 820L);
        assertThat(seconds(waited, 1)).isBetween(98L, 101L);
        assertThat(seconds(waited, 2)).isBetween(99L, 100L);
    }

    @Test
    void nothingOnRecordIsNothingWaitedFor() {
        assertThat(waited(aTask().insert(database))).isNull();
    }

    @Test
    void theFleetIsWhatMayHoldTasks() {
        aNode("n-1").withLabel("zone", "a").insert(database);
        aNode("n-2").drainedBy("bob", "patch").insert(database);
        aNode("n-3").gateway().insert(database);
        aNode("n-4").retiredBy("alice").insert(database);
        aNode("n-5").detached().insert(database);
        aNode("n-6").renewedAgo(Duration.ofSeconds(21)).insert(database);
        aNode("n-7").withEpoch(2).withLeaseOfEpoch(1).insert(database);
        aNode("n-8").neverSeen().insert(database);
        anAttempt().on("n-1").insert(database);
        anAttempt().on("n-1").running().insert(database);
        database.run("update queue_state set paused_since = now(), paused_by = 'alice', pause_note = 'note'");

        Fleet fleet = await(fleets.read(database.pool()));

        assertThat(fleet.pause().by()).isEqualTo("alice");
        assertThat(fleet.nodes()).extracting(Member::name).containsExactly("n-1", "n-2", "n-5", "n-6", "n-7", "n-8");
        assertThat(fleet.nodes())
                .filteredOn(Member::attached)
                .extracting(Member::name)
                .containsExactly("n-1", "n-2");
        assertThat(fleet.nodes().get(0).live()).isEqualTo(2);
        assertThat(fleet.nodes().get(0).labels()).isEqualTo(Map.of("zone", "a"));
        assertThat(fleet.nodes().get(1).drain().by()).isEqualTo("bob");
        assertThat(fleet.nodes().get(5).heardAt()).isNull();
    }

    @Test
    void anEmptyFleetIsReadToo() {
        assertThat(await(fleets.read(database.pool()))).isEqualTo(new Fleet(null, List.of()));
    }

    private void record() {
        clock.advance(Duration.ofSeconds(1));
        await(periods.record());
    }

    private JsonArray waited(UUID id) {
        return database.row(
                        "select waited_for(selector_id, submitted_at, clock_timestamp()) as waited from task where id = '"
                                + id + "'")
                .getJsonArray("waited");
    }

    private static long seconds(JsonArray waited, int position) {
        return waited.getJsonObject(position).getLong("seconds");
    }

    private List<String> codes() {
        return database.rows("select code, until_at from wait_passage order by from_at, selector_id").stream()
                .map(row -> row.getString("code") + (row.getValue("until_at") == null ? " open" : " closed"))
                .toList();
    }

    private void period(String code, String fromAgo, String untilAgo) {
        database.run("insert into wait_passage (selector_id, code, detail, from_at, until_at) select id, '" + code
                + "', 'x', now() - interval '" + fromAgo + "', "
                + (untilAgo == null ? "null" : "now() - interval '" + untilAgo + "'") + " from task_selector");
    }
}
