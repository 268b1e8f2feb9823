package io.sluice.dispatch.intake;

import static io.sluice.dispatch.DispatchDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.Json;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.events.TaskEventsUnderTest;
import io.sluice.dispatch.wake.ReplicaId;
import io.sluice.dispatch.wake.Wake;
import io.sluice.test.ServiceDatabase.OpenTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeStoreTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final Wake wake = new Wake(new ReplicaId());
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Intake intake = new Intake(
            database.pool(), new IntakeStore(), TaskEventsUnderTest.unpublished(), wake, Clock.systemUTC(), metrics);

    @BeforeEach
    void makePartitions() {
        database.run("select make_day_partitions(current_date - 1, current_date + 1)");
    }

    @AfterEach
    void refuseNothingAnyMore() {
        database.run("drop trigger if exists refuse on task_spec");
    }

    @Test
    void aBatchIsQueuedInTheOrderOfItsIds() {
        List<TaskRequested> batch = new ArrayList<>(tasks(5));
        List<UUID> ordered = ids(batch);
        Collections.reverse(batch);

        assertThat(queue(batch)).isEmpty();

        assertThat(database.rows("select id from task order by seq"))
                .extracting(row -> row.getUUID("id"))
                .isEqualTo(ordered);
        assertThat(database.events()).extracting(TaskEvent::state).containsOnly(TaskState.QUEUED);
        assertThat(database.events()).extracting(TaskEvent::id).containsExactlyInAnyOrderElementsOf(ordered);
        assertThat(count("queued")).isEqualTo(5);
    }

    @Test
    void aBatchWakesTheClaim() {
        AtomicInteger woken = new AtomicInteger();
        wake.onQueue(woken::incrementAndGet);

        queue(tasks(2));

        Awaitility.await("the commit wakes it").untilAtomic(woken, equalTo(1));
    }

    @Test
    void whatIsKnownIsPassedOverAndWakesNobody() {
        List<TaskRequested> batch = tasks(2);
        queue(batch);
        database.forgetEvents();
        AtomicInteger woken = new AtomicInteger();
        wake.onQueue(woken::incrementAndGet);

        assertThat(queue(batch)).isEmpty();

        assertThat(database.count("task")).isEqualTo(2);
        assertThat(database.events()).isEmpty();
        assertThat(woken).hasValue(0);
        assertThat(count("known")).isEqualTo(2);
    }

    @Test
    void theQueueLimitIsCountedInQueueTime() {
        database.run("update queue_state set paused_total = interval '1 hour'");

        queue(tasks(1));

        assertThat(database.row("select expires_at - queue_clock() > interval '23 hours 59 minutes' as whole,"
                        + " expires_at < submitted_at + interval '23 hours 1 minute' as earlier from task"))
                .satisfies(row -> {
                    assertThat(row.getBoolean("whole")).isTrue();
                    assertThat(row.getBoolean("earlier")).isTrue();
                });
    }

    @Test
    void aSelectorIsKeptOnceWhateverTheOrderOfItsLabels() {
        queue(List.of(
                selecting(Map.of("zone", "a", "gpu", "yes")),
                selecting(new TreeMap<>(Map.of("zone", "a", "gpu", "yes")).descendingMap()),
                selecting(Map.of())));
        queue(List.of(selecting(Map.of("gpu", "yes", "zone", "a"))));

        assertThat(database.count("task_selector")).isEqualTo(2);
        assertThat(database.count("task")).isEqualTo(4);
    }

    @Test
    void aKeyThatStandsForAnotherTaskSkipsTheRecord() {
        UUID reserved = IDS.generate();
        database.run("insert into idempotency_key (key, task_id, body_hash) values ('k', '" + reserved + "', 'h')");

        queue(List.of(keyed(IDS.generate(), "k"), keyed(IDS.generate(), "other")));
        queue(List.of(keyed(reserved, "k")));

        assertThat(database.count("task")).isEqualTo(2);
        assertThat(database.count("task where id = '" + reserved + "'")).isOne();
        assertThat(count("same-key")).isOne();
    }

    @Test
    void whatTheDatabaseCantHoldIsFoundAndTheRestQueued() {
        List<TaskRequested> batch = new ArrayList<>(tasks(7));
        TaskRequested bad = named("NUL\0");
        TaskRequested badToo = named("\0");
        batch.add(3, bad);
        batch.add(badToo);

        assertThat(queue(batch)).containsExactlyInAnyOrder(bad.id(), badToo.id());

        assertThat(database.count("task")).isEqualTo(7);
        assertThat(database.events()).hasSizeGreaterThanOrEqualTo(7);
        assertThat(count("refused")).isEqualTo(2);
    }

    /** Of causes that nobody has thought of there are always more: what is to blame is found by trying. */
    @ParameterizedTest
    @ValueSource(strings = {"P0001", "22012", "23502", "23503", "23505", "23P01", "42P17", "54000", "XX000", "ZZ999"})
    void oneTaskThatTheDatabaseRefusesIsFoundWhateverItSays(String sqlState) {
        refuse("new.name = 'bad'", sqlState);
        List<TaskRequested> batch = new ArrayList<>(tasks(5));
        TaskRequested bad = named("bad");
        batch.add(2, bad);

        assertThat(queue(batch)).containsExactly(bad.id());

        assertThat(database.count("task")).isEqualTo(5);
        assertThat(database.count("task_selector where labels ? 'known-good'")).isZero();
    }

    /** Not 57P01: the client takes it for the end of its connection, which a trigger does not bring about. */
    @ParameterizedTest
    @ValueSource(strings = {"53100", "25006", "57014", "40P01", "40001", "55P03", "08006"})
    void anOutageIsWaitedForEvenWhenItMeetsOneTaskAlone(String sqlState) {
        refuse("new.name = 'unlucky'", sqlState);
        List<TaskRequested> batch = new ArrayList<>(tasks(2));
        batch.add(named("unlucky"));

        CompletableFuture<Set<UUID>> queued = intake.queue(batch).subscribeAsCompletionStage();
        awaitBlocked();
        assertThat(queued).isNotDone();
        database.run("drop trigger refuse on task_spec");

        assertThat(queued).succeedsWithin(TIMEOUT).isEqualTo(Set.of());
        assertThat(database.count("task")).isEqualTo(3);
    }

    @Test
    void nothingIsToBlameForWhatMeetsEveryTask() {
        refuse("true", "42501");

        CompletableFuture<Set<UUID>> queued = intake.queue(tasks(3)).subscribeAsCompletionStage();
        awaitBlocked();
        assertThat(queued).isNotDone();
        database.run("drop trigger refuse on task_spec");

        assertThat(queued).succeedsWithin(TIMEOUT).isEqualTo(Set.of());
        assertThat(database.count("task")).isEqualTo(3);
        assertThat(count("refused")).isZero();
    }

    @Test
    void whatIsStoredIsTheSameWhenItIsReadAgain() throws Exception {
        String text = "\u0001\u001b\n\"\\\\ \u0085\u2028\uFFFE\uFFFF \uD83D\uDE00 é";
        TaskSubmission submission = new TaskSubmission(
                "exec",
                List.of(text, ""),
                text,
                Map.of("z", text, "a", ""),
                text,
                Map.of(text, text),
                Timespan.ofMillis(1),
                5,
                Map.of("topology.kubernetes.io/zone", text),
                Guarantee.EXCLUSIVE,
                100,
                Timespan.parse("30d"));
        TaskRequested task = new TaskRequested(IDS.generate(), submission, "k", text, IDS.generate());

        assertThat(queue(List.of(task))).isEmpty();

        String stored = database.row("select submission::text as submission from task_spec")
                .getString("submission");
        assertThat(Json.mapper().readValue(stored, TaskSubmission.class)).isEqualTo(submission);
        assertThat(database.row("select labels::text as labels from task_selector where labels <> '{}'")
                        .getString("labels"))
                .contains("\uD83D\uDE00");
    }

    private void awaitBlocked() {
        Awaitility.await("it has tried more than once")
                .until(() -> metrics.get("sluice.dispatch.blocked").gauge().value() > 0.5);
    }

    private void refuse(String condition, String sqlState) {
        database.run("create or replace function refuse() returns trigger language plpgsql as $$ begin if " + condition
                + " then raise exception 'no room for %', new.name using errcode = '" + sqlState
                + "'; end if; return new; end $$");
        database.run("create trigger refuse before insert on task_spec for each row execute function refuse()");
    }

    /** The window that a later statement of the same transaction closes. */
    @Test
    void aTaskThatEndsWhileItIsInsertedAgainIsNotRunAgain() {
        List<TaskRequested> batch = tasks(2);
        queue(batch);
        UUID ending = batch.get(0).id();
        OpenTransaction end = database.begin();
        await(end(end.connection(), ending));

        CompletableFuture<Set<UUID>> again = intake.queue(batch).subscribeAsCompletionStage();
        database.awaitBlocked();
        end.commit();

        assertThat(again.join()).isEmpty();
        assertThat(database.count("task where id = '" + ending + "'")).isZero();
        assertThat(database.count("task_spec where task_id = '" + ending + "'")).isZero();
        assertThat(database.count("task")).isOne();
    }

    /** Selectors that no task has any more are deleted. */
    @Test
    void aTaskThatEndedIsNotRunAgainWhenItsSelectorIsGone() {
        List<TaskRequested> batch = tasks(1);
        queue(batch);
        database.inTransaction(
                transaction -> end(transaction, batch.get(0).id()).replaceWithVoid());
        database.run("delete from task_selector");
        database.forgetEvents();

        assertThat(queue(batch)).isEmpty();

        assertThat(database.count("task")).isZero();
        assertThat(database.events()).isEmpty();
        assertThat(count("known")).isOne();
    }

    private static Uni<?> end(SqlConnection transaction, UUID task) {
        return transaction
                .query("""
                        insert into task_history (id, seq, state, priority, selector, guarantee, attempt, max_attempts,
                            timeout_millis, queue_limit_millis, submitted_at, ended_at, type, submission, submitted_by)
                        select id, seq, 'SUCCEEDED', priority, '{}', guarantee, 1, max_attempts, timeout_millis,
                            queue_limit_millis, submitted_at, clock_timestamp(), 'noop', '{}', 'kafka'
                        from task where id = '%1$s'""".formatted(task))
                .execute()
                .chain(() -> transaction
                        .query("delete from task where id = '" + task + "'")
                        .execute());
    }

    /** Also by a plan that knows how many did. */
    @Test
    void whetherATaskEndedIsLookedUpByItsKeyHoweverManyDidThatDay() {
        int ended = 20_000;
        queue(tasks(1));
        database.run("""
                insert into task_history (id, seq, state, priority, selector, guarantee, attempt, max_attempts,
                    timeout_millis, queue_limit_millis, submitted_at, ended_at, type, submission, submitted_by)
                select gen_random_uuid(), seq, 'SUCCEEDED', priority, '{}', guarantee, 1, max_attempts, timeout_millis,
                    queue_limit_millis, submitted_at, clock_timestamp(), 'noop', '{}', 'kafka'
                from task, generate_series(1, %d)""".formatted(ended));
        database.run("analyze task_history");
        long before = ofHistory("idx_tup_read");
        long lookUps = ofHistory("idx_scan");

        queue(tasks(50));

        assertThat(ofHistory("idx_scan")).isGreaterThan(lookUps);
        assertThat(ofHistory("idx_tup_read") - before).isLessThan(ended);
    }

    private long ofHistory(String statistic) {
        database.writeStatistics();
        return database.row("select sum(" + statistic + ")::bigint as told from pg_stat_user_indexes"
                        + " where relname like 'task_history%'")
                .getLong("told");
    }

    @Test
    void replicasWithTheSameRecordsInAnotherOrderQueueEachOnce() {
        List<TaskRequested> batch = IntStream.range(0, 60)
                .mapToObj(i -> keyed(IDS.generate(), "key-" + i))
                .toList();
        List<TaskRequested> reversed = new ArrayList<>(batch);
        Collections.reverse(reversed);

        List<CompletableFuture<Set<UUID>>> both = List.of(
                intake.queue(batch).subscribeAsCompletionStage(),
                intake.queue(reversed).subscribeAsCompletionStage());
        both.forEach(CompletableFuture::join);

        assertThat(database.count("task")).isEqualTo(60);
        assertThat(database.count("idempotency_key")).isEqualTo(60);
        assertThat(count("queued")).isEqualTo(60);
        assertThat(count("known")).isEqualTo(60);
    }

    @Test
    void anUnusedSelectorThatIsDeletedMeanwhileIsMadeAgain() {
        queue(List.of(selecting(Map.of("zone", "a"))));
        database.run("delete from task");
        OpenTransaction cleaning = database.begin();
        await(cleaning.connection().query("delete from task_selector").execute());

        CompletableFuture<Set<UUID>> queued =
                intake.queue(List.of(selecting(Map.of("zone", "a")))).subscribeAsCompletionStage();
        database.awaitBlocked();
        cleaning.commit();
        queued.join();

        assertThat(database.count("task t join task_selector s on s.id = t.selector_id"))
                .isOne();
    }

    private Set<UUID> queue(List<TaskRequested> tasks) {
        return await(intake.queue(tasks));
    }

    private double count(String outcome) {
        return metrics.counter("sluice.dispatch.intake.tasks", "outcome", outcome)
                .count();
    }

    private static List<TaskRequested> tasks(int count) {
        return IntStream.range(0, count).mapToObj(i -> named("task-" + i)).toList();
    }

    private static List<UUID> ids(List<TaskRequested> tasks) {
        return tasks.stream().map(TaskRequested::id).toList();
    }

    private static TaskRequested named(String name) {
        return new TaskRequested(IDS.generate(), submission(name, null), null, null, null);
    }

    private static TaskRequested keyed(UUID id, String key) {
        return new TaskRequested(id, submission(null, null), key, null, null);
    }

    private static TaskRequested selecting(Map<String, String> selector) {
        return new TaskRequested(IDS.generate(), submission(null, selector), null, null, null);
    }

    private static TaskSubmission submission(String name, Map<String, String> selector) {
        return new TaskSubmission("noop", null, name, null, null, null, null, null, selector, null, null, null);
    }
}
