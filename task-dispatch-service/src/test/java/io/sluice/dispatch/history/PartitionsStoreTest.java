package io.sluice.dispatch.history;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.EndedTaskBuilder.anEndedTask;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.test.ServiceDatabase.OpenTransaction;
import io.sluice.test.Settings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionsStoreTest {
    private static final Duration TASKS = Duration.ofDays(30);
    private static final Duration LOGS = Duration.ofDays(14);
    private static final String TODAY = "(now() at time zone 'UTC')::date";

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final PartitionStore store = new PartitionStore();
    private final LeftoverStore leftovers = new LeftoverStore();
    private final Partitions partitions = new Partitions(
            database.pool(),
            store,
            leftovers,
            Settings.of(
                    HistoryConfig.class,
                    "sluice.dispatch.task-retention",
                    TASKS.toString(),
                    "sluice.dispatch.log-retention",
                    LOGS.toString()));

    @AfterEach
    void daysOfTheseTestsAreGone() {
        database.rows(
                        "select inhrelid::regclass::text as name from pg_inherits where right(inhrelid::regclass::text, 8)"
                                + " not between to_char(" + TODAY + " - 1, 'YYYYMMDD') and to_char(" + TODAY
                                + " + 14, 'YYYYMMDD') and inhrelid::regclass::text ~ '_[0-9]{8}$'")
                .forEach(row -> database.run("drop table " + row.getString("name")));
    }

    @Test
    void theMigrationMakesTheDaysAround() {
        assertThat(daysOf("task_history")).isEqualTo(16);
        assertThat(daysOf("attempt_history")).isEqualTo(16);
        assertThat(daysOf("task_log")).isEqualTo(16);
        anEndedTask().insert(database);
        assertThat(database.count("task_history where ended_at < now()")).isOne();
    }

    @Test
    void whatIsThereIsLeftAlone() {
        anEndedTask().insert(database);

        await(store.make(database.pool(), 14));

        assertThat(daysOf("task_history")).isEqualTo(16);
        assertThat(database.count("task_history")).isOne();
    }

    @Test
    void aDayHasTheIndexesAndConstraintsOfItsParent() {
        String day = database.row("select 'task_history_' || to_char(" + TODAY + ", 'YYYYMMDD') as day")
                .getString("day");

        assertThat(database.count("pg_indexes where tablename = '" + day + "'"))
                .isEqualTo(database.count("pg_indexes where tablename = 'task_history'"));
        assertThat(database.count("pg_constraint where contype = 'c' and conrelid = '" + day + "'::regclass"))
                .isEqualTo(database.count("pg_constraint where contype = 'c' and conrelid = 'task_history'::regclass"));
    }

    @Test
    void aDayAheadIsMadeWithoutWaitingForWhoReadsAndWrites() {
        OpenTransaction ending = database.begin();
        await(ending.connection()
                .query("lock table task_history, attempt_history, task_log in row exclusive mode")
                .execute());

        await(store.make(database.pool(), 15));

        ending.rollback();
        assertThat(daysOf("task_log")).isEqualTo(17);
    }

    @Test
    void twoReplicasMakeTheSameDaysOnce() {
        OpenTransaction one = database.begin();
        await(store.make(one.connection(), 16));
        CompletableFuture<Void> other = store.make(database.pool(), 16).subscribeAsCompletionStage();
        database.awaitBlocked();
        one.commit();
        other.join();

        assertThat(daysOf("task_log")).isEqualTo(18);
    }

    @Test
    void aDayIsPastItsRetentionWhenItsLastMomentIs() {
        make(32);

        List<String> past = await(store.pastRetention(database.pool(), TASKS, LOGS));

        assertThat(past).contains("task_history_" + back(31), "attempt_history_" + back(31), "task_log_" + back(31));
        assertThat(past).contains("task_log_" + back(15));
        assertThat(past).doesNotContain("task_log_" + back(14), "task_history_" + back(30), "task_history_" + back(15));
    }

    @Test
    void aSweepDropsThemAndKeepsTheRest() {
        make(40);
        anEndedTask().endedAgo(Duration.ofDays(35)).insert(database);
        anEndedTask().endedAgo(Duration.ofDays(20)).insert(database);

        await(partitions.sweep());

        assertThat(database.count("task_history")).isOne();
        assertThat(await(store.pastRetention(database.pool(), TASKS, LOGS))).isEmpty();
        assertThat(daysOf("task_history")).isEqualTo(15 + 30);
        assertThat(daysOf("task_log")).isEqualTo(15 + 14);
    }

    @Test
    void aDropGivesWayToWhoeverUsesTheTable() {
        make(40);
        OpenTransaction reader = database.begin();
        await(reader.connection().query("select count(*) from task_history").execute());

        assertThatThrownBy(() -> await(store.drop(database.pool(), "task_history_" + back(40))))
                .hasMessageContaining("lock timeout");

        reader.rollback();
        await(store.drop(database.pool(), "task_history_" + back(40)));
        await(store.drop(database.pool(), "task_history_" + back(40)));
        assertThat(await(store.pastRetention(database.pool(), TASKS, LOGS))).doesNotContain("task_history_" + back(40));
    }

    @Test
    void keysAreCutByAgeAPieceAtATime() {
        database.run("""
                insert into idempotency_key (key, task_id, created_at)
                select 'k' || i, gen_random_uuid(), now() - i * interval '10 days' from generate_series(0, 6) i""");

        assertThat(await(leftovers.cutKeys(database.pool(), TASKS, 2))).isEqualTo(2);
        assertThat(database.count("idempotency_key")).isEqualTo(5);

        await(partitions.sweep());
        assertThat(database.count("idempotency_key")).isEqualTo(3);
    }

    @Test
    void periodsAreCutOnceNobodyCanAskForThem() {
        aTask().insert(database);
        database.run("""
                insert into wait_passage (selector_id, code, detail, from_at, until_at)
                select id, 'X', 'x', now() - interval '50 days', now() - days * interval '1 day'
                from task_selector, (values (30), (32)) as ago (days)
                where days = 32
                union all
                select id, 'X', 'x', now() - interval '32 days', now() - interval '30 days' from task_selector
                union all
                select id, 'X', 'x', now() - interval '30 days', null from task_selector""");

        await(partitions.sweep());

        assertThat(database.count("wait_passage")).isEqualTo(2);
    }

    @Test
    void aSelectorThatNoLiveTaskUsesIsForgottenWithItsPeriods() {
        aTask().withSelector("zone", "queued").insert(database);
        anAttempt().of(aTask().withSelector("zone", "running")).insert(database);
        var gone = aTask().withSelector("zone", "gone").insert(database);
        database.run("insert into wait_passage (selector_id, code, detail, from_at)"
                + " select id, 'X', 'x', now() from task_selector");
        database.run("delete from task where id = '" + gone + "'");

        await(partitions.sweep());

        assertThat(database.rows("select labels from task_selector order by id"))
                .extracting(row -> row.getJsonObject("labels").getString("zone"))
                .containsExactly("queued", "running");
        assertThat(database.count("wait_passage")).isEqualTo(2);
    }

    /** Intake has found the selector and locked it, and its tasks are not committed yet. */
    @Test
    void aSelectorThatIntakeIsUsingIsLeftAlone() {
        var gone = aTask().withSelector("zone", "a").insert(database);
        database.run("delete from task where id = '" + gone + "'");
        OpenTransaction intake = database.begin();
        await(intake.connection()
                .query("select id from task_selector for key share")
                .execute());

        assertThat(await(leftovers.forgetSelector(database.pool()))).isZero();

        intake.rollback();
        assertThat(await(leftovers.forgetSelector(database.pool()))).isOne();
        assertThat(await(leftovers.forgetSelector(database.pool()))).isZero();
    }

    private void make(int daysBack) {
        database.run("select make_day_partitions(" + TODAY + " - " + daysBack + ", " + TODAY + ")");
    }

    private String back(int days) {
        return ahead(-days);
    }

    private String ahead(int days) {
        return database.row("select to_char(" + TODAY + " + " + days + ", 'YYYYMMDD') as day")
                .getString("day");
    }

    private long daysOf(String parent) {
        return database.count("pg_inherits where inhparent = '" + parent + "'::regclass");
    }
}
