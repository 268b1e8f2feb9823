package io.sluice.dispatch.assignment;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.assignment.ClaimStore.Claimed;
import io.sluice.dispatch.assignment.Claims.Outcome;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.events.TaskEventsUnderTest;
import io.sluice.dispatch.queue.QueueGate;
import io.sluice.dispatch.stream.FrameStore;
import io.sluice.dispatch.stream.OpenStreams;
import io.sluice.dispatch.wake.ReplicaId;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.sql.Rows;
import io.sluice.test.ServiceDatabase.OpenTransaction;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimStoreTest {
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Set<Outcome> ASSIGNED = EnumSet.of(Outcome.ASSIGNED, Outcome.ASSIGNED_ALL);

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final Wake wake = new Wake(new ReplicaId());
    private final TaskEvents events = TaskEventsUnderTest.unpublished();
    private final OpenStreams streams = new OpenStreams(database.vertx(), database.pool(), new FrameStore());
    private final Claims claims = replica();

    @Test
    void aQueuedTaskBecomesAnAttemptOnAFreeNode() {
        aNode("n-1").withEpoch(7).insert(database);
        UUID task = aTask().named("backup").insert(database);

        assertThat(claim()).isEqualTo(Outcome.ASSIGNED_ALL);

        Row attempt = database.row("select * from attempt");
        assertThat(attempt.getUUID("task_id")).isEqualTo(task);
        assertThat(attempt.getInteger("attempt")).isEqualTo(1);
        assertThat(attempt.getString("node")).isEqualTo("n-1");
        assertThat(attempt.getLong("epoch")).isEqualTo(7);
        assertThat(attempt.getString("state")).isEqualTo("ASSIGNED");
        Row row = database.row("select state, attempt from task");
        assertThat(row.getString("state")).isEqualTo("ASSIGNED");
        assertThat(row.getInteger("attempt")).isEqualTo(1);
        assertThat(database.events())
                .containsExactly(new TaskEvent(
                        task,
                        "backup",
                        TaskState.ASSIGNED,
                        1,
                        new NodeName("n-1"),
                        null,
                        null,
                        Rows.requiredInstant(attempt, "assigned_at")));
    }

    @Test
    void aClaimTellsTheNodesThatGotSomething() {
        aNode("n-1").insert(database);
        aNode("n-2").insert(database);
        aTask().insert(database);
        aTask().insert(database);
        aNode("idle").withCap(1).draining().insert(database);
        List<Set<String>> woken = new CopyOnWriteArrayList<>();
        wake.onNode(woken::add, () -> {});

        claim();

        Awaitility.await("the commit wakes them").until(() -> !woken.isEmpty());
        assertThat(woken).containsExactly(Set.of("n-1", "n-2"));
    }

    @Test
    void whatWasLostGoesOnWithTheNextAttempt() {
        aNode().insert(database);
        aTask().with(Guarantee.IDEMPOTENT).withMaxAttempts(5).afterAttempt(2).insert(database);

        claim();

        assertThat(database.row("select attempt from attempt").getInteger("attempt"))
                .isEqualTo(3);
    }

    @Test
    void nothingQueuedIsFoundOutWithoutALock() {
        aNode().insert(database);
        OpenTransaction other = database.begin();
        await(other.connection().query("select from node_admission for update").execute());

        assertThat(claim()).isEqualTo(Outcome.NOTHING_QUEUED);

        other.rollback();
    }

    @Test
    void nodesThatMustNotTakeTasksGetNone() {
        aNode("drained").draining().insert(database);
        aNode("retired").retiredBy("alice").insert(database);
        aNode("detached").detached().insert(database);
        aNode("unseen").neverSeen().insert(database);
        aNode("silent").renewedAgo(LEASE.plusSeconds(1)).insert(database);
        aNode("restarted").withEpoch(2).withLeaseOfEpoch(1).insert(database);
        aNode("capless").withCap(0).insert(database);
        aNode("closed").closed("no room").insert(database);
        aTask().insert(database);

        assertThat(claim()).isEqualTo(Outcome.NOTHING_FREE);
        assertThat(database.count("attempt")).isZero();
    }

    @Test
    void aNodeTakesNoMoreThanItsCap() {
        aNode("n-1").withCap(3).insert(database);
        anAttempt().on("n-1").insert(database);
        tasks(5);

        claimAll();

        assertThat(database.count("attempt where node = 'n-1'")).isEqualTo(3);
        assertThat(database.count("task where state = 'QUEUED'")).isEqualTo(3);
    }

    @Test
    void priorityComesFirstThenSubmission() {
        aNode().withCap(3).insert(database);
        UUID first = aTask().insert(database);
        aTask().insert(database);
        UUID high = aTask().withPriority(4).insert(database);
        UUID highest = aTask().withPriority(5).insert(database);

        claimAll();

        assertThat(assigned()).containsExactlyInAnyOrder(highest, high, first);
    }

    @Test
    void aTaskGoesOnlyToANodeWithItsLabels() {
        aNode("plain").insert(database);
        aNode("fast").withLabel("gpu", "yes").withLabel("zone", "a").withCap(1).insert(database);
        UUID first = aTask().withSelector("gpu", "yes").insert(database);
        aTask().withSelector("gpu", "yes").insert(database);
        aTask().withSelector("zone", "b").insert(database);
        UUID plain = aTask().insert(database);

        claimAll();

        assertThat(assigned()).containsExactlyInAnyOrder(first, plain);
        assertThat(database.row("select node from attempt where task_id = '" + first + "'")
                        .getString("node"))
                .isEqualTo("fast");
    }

    @Test
    void roomierNodesThatNothingQueuedMatchesDoNotKeepOthersOut() {
        for (int i = 0; i < 5; i++) {
            aNode("plain-" + i).withCap(50).insert(database);
        }
        aNode("fast").withLabel("gpu", "yes").withCap(1).insert(database);
        UUID task = aTask().withSelector("gpu", "yes").insert(database);
        ClaimStore store = new ClaimStore(LEASE);

        List<String> locked = database.inTransaction(transaction -> store.lockNodes(transaction, 1));

        assertThat(locked).containsExactly("fast");
        claim();
        assertThat(assigned()).containsExactly(task);
    }

    @Test
    void aTaskPastItsQueueLimitNeverRunsAndHoldsUpNoOther() {
        aNode().withCap(1).insert(database);
        aTask().withPriority(5)
                .submittedAgo(Duration.ofHours(2))
                .withQueueLimit(Duration.ofHours(1))
                .insert(database);
        UUID other = aTask().insert(database);

        claimAll();

        assertThat(assigned()).containsExactly(other);
    }

    @Test
    void aTaskThatWasLostHasNoQueueLimit() {
        aNode().insert(database);
        UUID lost = aTask().submittedAgo(Duration.ofHours(2))
                .withQueueLimit(Duration.ofHours(1))
                .afterAttempt(1)
                .insert(database);

        claimAll();

        assertThat(assigned()).containsExactly(lost);
    }

    @Test
    void aPausedQueueAssignsNothing() {
        aNode().insert(database);
        aTask().insert(database);
        database.run("update queue_state set paused_since = now(), pause_note = 'n', paused_by = 'alice'");

        assertThat(claim()).isEqualTo(Outcome.NOTHING_FREE);
        assertThat(database.count("attempt")).isZero();
    }

    @Test
    void aTaskThatSomebodyHoldsIsLeftToThem() {
        aNode().insert(database);
        UUID held = aTask().insert(database);
        UUID other = aTask().insert(database);
        OpenTransaction cancel = database.begin();
        await(cancel.connection()
                .query("select from task where id = '" + held + "' for update")
                .execute());

        claim();

        assertThat(assigned()).containsExactly(other);
        cancel.rollback();
    }

    /** G2: whatever the order, no attempt is created after the commit of the drain. */
    @Test
    void aClaimThatWaitedForADrainGivesTheNodeNothing() {
        aNode("n-1").insert(database);
        aTask().insert(database);
        OpenTransaction drain = database.begin();
        await(drain.connection()
                .query("update node_admission set drain = '{\"enabled\": true}', revision = 2")
                .execute());

        CompletableFuture<Outcome> claim = claims.claim().subscribeAsCompletionStage();
        database.awaitBlocked();
        drain.commit();

        assertThat(claim.join()).isEqualTo(Outcome.NOTHING_FREE);
        assertThat(database.count("attempt")).isZero();
    }

    /** A type that nobody runs waits at the head of the queue, and holds up no other, however many there are. */
    @Test
    void tasksOfATypeThatNobodyRunsHoldUpNoOther() {
        aNode("n-1").withCap(2).insert(database);
        for (int i = 0; i < 5; i++) {
            aTask().ofType("foo").withPriority(5).insert(database);
        }
        UUID exec = aTask().insert(database);

        claimAll();
        assertThat(assigned()).containsExactly(exec);

        aNode("n-2").withCap(2).running("exec", "foo").insert(database);
        claimAll();
        assertThat(database.rows("select node from attempt a join task_spec s using (task_id) where s.type = 'foo'"))
                .extracting(row -> row.getString("node"))
                .containsExactly("n-2", "n-2");
    }

    /** Its selector does not tell: the task itself does. */
    @Test
    void aTaskThatAnOlderVersionQueuedGoesToNoNodeThatLacksItsType() {
        aNode("n-1").insert(database);
        UUID foo = aTask().ofType("foo").queuedByAnOlderVersion().insert(database);
        UUID exec = aTask().queuedByAnOlderVersion().insert(database);

        claimAll();
        assertThat(assigned()).containsExactly(exec);

        aNode("n-2").running("foo").insert(database);
        claimAll();
        assertThat(assigned()).containsExactlyInAnyOrder(exec, foo);
    }

    /** A replica of the version before admits a newer process without its types. */
    @Test
    void typesHoldForTheEpochThatTheyCameWith() {
        aNode("n-1").running("exec", "foo").insert(database);
        database.run("update node_admission set epoch = 2, revision = 2");
        database.run("update node_lease set epoch = 2");
        aTask().ofType("foo").insert(database);
        UUID exec = aTask().insert(database);

        claimAll();

        assertThat(assigned()).containsExactly(exec);
    }

    @Test
    void aDrainWaitsForTheClaimThatHoldsItsNode() {
        aNode("n-1").insert(database);
        aTask().insert(database);
        OpenTransaction claim = database.begin();
        await(new ClaimStore(LEASE).lockNodes(claim.connection(), 10));

        CompletableFuture<Void> drain = database.pool()
                .query("update node_admission set drain = '{\"enabled\": true}', revision = 2")
                .execute()
                .replaceWithVoid()
                .subscribeAsCompletionStage();
        database.awaitBlocked();

        assertThat(drain).isNotDone();
        claim.commit();
        drain.join();
    }

    @Test
    void aDrainOfAFullNodeWaitsForNoClaim() {
        aNode("full").withCap(1).insert(database);
        anAttempt().on("full").insert(database);
        aNode("free").insert(database);
        aTask().insert(database);
        OpenTransaction claim = database.begin();

        assertThat(await(new ClaimStore(LEASE).lockNodes(claim.connection(), 10)))
                .containsExactly("free");

        database.run("update node_admission set drain = '{\"enabled\": true}', revision = 2 where name = 'full'");
        claim.rollback();
    }

    /** G1: a cap that was lowered while the claim waited counts. */
    @Test
    void aClaimThatWaitedForALowerCapKeepsToIt() {
        aNode("n-1").withCap(5).insert(database);
        tasks(5);
        OpenTransaction change = database.begin();
        await(change.connection()
                .query("update node_admission set task_cap = 2, revision = 2")
                .execute());

        CompletableFuture<Outcome> claim = claims.claim().subscribeAsCompletionStage();
        database.awaitBlocked();
        change.commit();
        claim.join();

        assertThat(database.count("attempt")).isEqualTo(2);
    }

    @Test
    void aClaimThatWaitedForAnotherCountsWhatThatAssigned() {
        aNode("n-1").withCap(3).insert(database);
        tasks(6);
        OpenTransaction other = database.begin();
        await(new ClaimStore(LEASE).lockNodes(other.connection(), 10));
        CompletableFuture<Outcome> claim = claims.claim().subscribeAsCompletionStage();
        database.awaitBlocked();

        await(other.connection().query("""
                with taken as (
                    update task set state = 'ASSIGNED', attempt = 1
                    where id in (select id from task order by seq limit 2) returning id)
                insert into attempt (task_id, attempt, node, epoch, state, assigned_at)
                select id, 1, 'n-1', 1, 'ASSIGNED', clock_timestamp() from taken""").execute());
        other.commit();

        assertThat(claim.join()).isEqualTo(Outcome.ASSIGNED);
        assertThat(database.count("attempt")).isEqualTo(3);
    }

    @Test
    void manyReplicasAtOnceAssignEveryTaskOnceAndNoNodeTooMuch() {
        for (int i = 0; i < 8; i++) {
            aNode("n-" + i).withCap(3).withLabel("half", i % 2 == 0 ? "a" : "b").insert(database);
        }
        for (int i = 0; i < 40; i++) {
            if (i % 2 == 0) {
                aTask().insert(database);
            } else {
                aTask().withSelector("half", i % 4 == 1 ? "a" : "b").insert(database);
            }
        }

        List<CompletableFuture<Outcome>> rounds = IntStream.range(0, 6)
                .mapToObj(i -> replica().claim().subscribeAsCompletionStage())
                .toList();
        rounds.forEach(CompletableFuture::join);
        claimAll();

        assertThat(database.count("attempt")).isEqualTo(24);
        assertThat(database.rows("select node from attempt group by node having count(*) > 3"))
                .isEmpty();
        assertThat(database.count("task where state = 'ASSIGNED' and attempt = 1"))
                .isEqualTo(24);
    }

    @Test
    void aPauseWaitsForTheClaimsInsideAndThoseBehindItSeeIt() {
        aNode().insert(database);
        aTask().insert(database);
        OpenTransaction inside = database.begin();
        await(new QueueGate().enter(inside.connection()));
        OpenTransaction pause = database.begin();
        CompletableFuture<?> closed = pause.connection()
                .query("select pg_advisory_xact_lock(hashtext('sluice queue gate'))")
                .execute()
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        CompletableFuture<Outcome> behind = claims.claim().subscribeAsCompletionStage();

        inside.commit();
        closed.join();
        await(pause.connection()
                .query("update queue_state set paused_since = now(), pause_note = 'n', paused_by = 'alice'")
                .execute());
        pause.commit();

        assertThat(behind.join()).isEqualTo(Outcome.NOTHING_FREE);
        assertThat(database.count("attempt")).isZero();
    }

    @Test
    void whatAStreamOfThisReplicaHasToSayComesWithTheClaim() {
        aNode("here").withEpoch(3).withCap(1).withLabel("at", "here").insert(database);
        aNode("elsewhere").withCap(1).withLabel("at", "elsewhere").insert(database);
        UUID task = aTask().with(Guarantee.EXCLUSIVE)
                .withTimeout(Duration.ofMinutes(7))
                .withSelector("at", "here")
                .insert(database);
        aTask().withSelector("at", "elsewhere").insert(database);
        UUID stream = database.row("select stream from node_lease where name = 'here'")
                .getUUID("stream");

        List<Claimed> claimed = claimFor(stream);

        assertThat(claimed).extracting(one -> one.node().value()).containsExactlyInAnyOrder("here", "elsewhere");
        assertThat(claimed.stream().map(Claimed::forStream).filter(Objects::nonNull))
                .singleElement()
                .satisfies(assignment -> {
                    assertThat(assignment.node()).isEqualTo(new NodeName("here"));
                    assertThat(assignment.stream()).isEqualTo(stream);
                    assertThat(assignment.frame())
                            .isEqualTo(await(new FrameStore()
                                            .assignments(database.pool(), List.of(new AttemptRef(task, 1))))
                                    .get("here")
                                    .get(0));
                });
    }

    /** One that is small because it is compressed is large again when it is read. */
    @ParameterizedTest
    @ValueSource(
            strings = {"repeat('x', 100000)", "(select string_agg(md5(n::text), '') from generate_series(1, 1000) n)"})
    void aLargeSubmissionIsLeftToTheStreams(String text) {
        aNode("n-1").insert(database);
        aTask().insert(database);
        database.run("update task_spec set submission = jsonb_set(submission, '{stdin}', to_jsonb(" + text + "))");

        List<Claimed> claimed =
                claimFor(database.row("select stream from node_lease").getUUID("stream"));

        assertThat(claimed)
                .singleElement()
                .satisfies(one -> assertThat(one.forStream()).isNull());
    }

    @Test
    void whereSomeTasksWaitForOtherNodesAnotherClaimFindsThatOut() {
        aNode("n-1").insert(database);
        aTask().withSelector("zone", "a").insert(database);
        aTask().insert(database);

        assertThat(claim()).isEqualTo(Outcome.ASSIGNED);
        assertThat(claim()).isEqualTo(Outcome.NOTHING_FREE);
    }

    @Test
    void whereAllSlotsAreTakenAnotherClaimFindsWhetherThereIsMore() {
        aNode("n-1").withCap(2).insert(database);
        tasks(2);

        assertThat(claim()).isEqualTo(Outcome.ASSIGNED);
        assertThat(claim()).isEqualTo(Outcome.NOTHING_QUEUED);
    }

    private List<Claimed> claimFor(UUID stream) {
        ClaimStore store = new ClaimStore(LEASE);
        return await(database.pool()
                .withTransaction(transaction -> store.lockNodes(transaction, 10)
                        .chain(() -> store.look(transaction, 10))
                        .chain(look -> store.claim(
                                transaction, PlacementPolicy.place(look.nodes(), look.queue()), new UUID[] {stream}))));
    }

    private Claims replica() {
        return new Claims(database.pool(), new QueueGate(), new ClaimStore(LEASE), events, wake, streams);
    }

    private Outcome claim() {
        return await(claims.claim());
    }

    private void claimAll() {
        while (ASSIGNED.contains(claim())) {
            // the next claim finds what this one left
        }
    }

    private void tasks(int count) {
        for (int i = 0; i < count; i++) {
            aTask().insert(database);
        }
    }

    private Set<UUID> assigned() {
        Set<UUID> ids = new HashSet<>();
        database.rows("select task_id from attempt").forEach(row -> ids.add(row.getUUID("task_id")));
        return ids;
    }
}
