package io.sluice.dispatch.queries;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.EndedTaskBuilder.anEndedTask;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import io.sluice.contracts.task.TaskView.Waited;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.waiting.WaitReasonsOf;
import io.sluice.test.ServiceDatabase.OpenTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskQueriesStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final TaskQueries queries = new TaskQueries(WaitReasonsOf.database(database));

    @Test
    void aQueuedTaskSaysWhyItWaits() {
        UUID id = aTask().named("backup")
                .withPriority(5)
                .withSelector("zone", "a")
                .insert(database);

        TaskView task = find(id);

        assertThat(task.state()).isEqualTo(TaskState.QUEUED);
        assertThat(task.name()).isEqualTo("backup");
        assertThat(task.command()).containsExactly("true");
        assertThat(task.nodeSelector()).isEqualTo(Map.of("zone", "a"));
        assertThat(task.waiting()).isNotNull();
        assertThat(task.waiting().code()).isEqualTo("NO_NODE");
        assertThat(task.attempt()).isZero();
        assertThat(task.attempts()).isEmpty();
        assertThat(task.node()).isNull();
        assertThat(task.submittedAt()).isNotNull();
    }

    @Test
    void aRunningTaskShowsItsAttempt() {
        UUID id = anAttempt()
                .on("n-7")
                .inEpoch(3)
                .runningFor(Duration.ofSeconds(5))
                .insert(database);

        TaskView task = find(id);

        assertThat(task.state()).isEqualTo(TaskState.RUNNING);
        assertThat(task.node()).isEqualTo(new NodeName("n-7"));
        assertThat(task.startedAt()).isNotNull();
        assertThat(task.waiting()).isNull();
        assertThat(task.attempts()).hasSize(1);
        AttemptView attempt = task.attempts().get(0);
        assertThat(attempt.epoch().value()).isEqualTo(3);
        assertThat(attempt.state()).isEqualTo(AttemptState.RUNNING);
        assertThat(attempt.startedAt()).isEqualTo(task.startedAt());
        assertThat(attempt.endedAt()).isNull();
        assertThat(attempt.reconnecting()).isFalse();
    }

    @Test
    void anAttemptWhoseNodeIsAwayIsReconnecting() {
        UUID id = anAttempt().running().reconnecting().insert(database);

        assertThat(find(id).attempts()).singleElement().matches(AttemptView::reconnecting);
    }

    @Test
    void anEndedTaskShowsHowItEnded() {
        UUID id = anEndedTask().failed(3).on("n-2").insert(database);

        TaskView task = find(id);

        assertThat(task.state()).isEqualTo(TaskState.FAILED);
        assertThat(task.exitCode()).isEqualTo(3);
        assertThat(task.reason()).isNotNull();
        assertThat(task.endedAt()).isNotNull();
        assertThat(task.node()).isEqualTo(new NodeName("n-2"));
        assertThat(task.attempts()).singleElement().matches(attempt -> attempt.exitCode() == 3);
    }

    @Test
    void anExpiredTaskShowsWhatItWaitedFor() {
        UUID id = anEndedTask().expired("ALL_AT_CAP", 86_000).insert(database);

        TaskView task = find(id);

        assertThat(task.waited()).containsExactly(new Waited("ALL_AT_CAP", 86_000));
        assertThat(task.attempts()).isEmpty();
    }

    @Test
    void aTaskThatWasLostShowsAllItsAttemptsOldestFirst() {
        UUID id = aTask().afterAttempt(2).insert(database);
        lost(id, 2, "n-2");
        lost(id, 1, "n-1");
        database.run("update attempt_history set refused_reports = 4 where attempt = 2");

        TaskView waiting = find(id);
        assertThat(waiting.node()).isEqualTo(new NodeName("n-2"));
        assertThat(waiting.attempts()).extracting(AttemptView::attempt).containsExactly(1, 2);
        assertThat(waiting.attempts().get(1).refusedReports()).isEqualTo(4);

        anAttempt().of(id).number(3).on("n-3").insert(database);
        TaskView again = find(id);
        assertThat(again.node()).isEqualTo(new NodeName("n-3"));
        assertThat(again.attempts()).extracting(AttemptView::attempt).containsExactly(1, 2, 3);
    }

    @Test
    void aTaskThatIsNotThereIsNotFound() {
        assertThat(await(queries.find(database.pool(), UUID.randomUUID()))).isEmpty();
        assertThat(await(queries.submission(database.pool(), UUID.randomUUID())))
                .isEmpty();
    }

    @Test
    void aTransactionSeesWhatItHasChanged() {
        UUID id = aTask().insert(database);

        TaskView changed = database.inTransaction(transaction -> transaction
                        .query("update task set priority = 1")
                        .execute()
                        .chain(() -> queries.find(transaction, id)))
                .orElseThrow();

        assertThat(changed.priority()).isEqualTo(1);
    }

    /** Its end is not committed: it is live. Then it is, and it has ended. At no time is it neither. */
    @Test
    void aTaskThatEndsIsSeenOnOneSideOrTheOther() {
        UUID id = anAttempt().running().insert(database);
        OpenTransaction ending = database.begin();
        await(ending.connection()
                .query("delete from attempt; delete from task where id = '" + id + "'")
                .execute());
        await(ending.connection().query("""
                insert into task_history (id, seq, state, priority, selector, guarantee, attempt, max_attempts,
                    timeout_millis, queue_limit_millis, submitted_at, ended_at, type, submission, submitted_by)
                values ('%s', 1, 'SUCCEEDED', 3, '{}', 'ONCE', 1, 1, 1, 1, now(), now(), 'exec', '{}', 'alice')""".formatted(id)).execute());

        assertThat(find(id).state()).isEqualTo(TaskState.RUNNING);
        assertThat(ids(list(null, null, null, null, 5))).containsExactly(id);

        ending.commit();
        assertThat(find(id).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(ids(list(null, null, null, null, 5))).containsExactly(id);
    }

    /** Its connection is the only one: the reason must be read there too. */
    @Test
    void aReasonInsideATransactionNeedsNoOtherConnection() {
        UUID id = aTask().insert(database);
        List<OpenTransaction> all = new ArrayList<>();
        for (int i = 0; i < DispatchDatabase.CONNECTIONS; i++) {
            all.add(database.begin());
        }

        assertThat(await(queries.find(all.get(0).connection(), id))
                        .orElseThrow()
                        .waiting())
                .isNotNull();

        all.forEach(OpenTransaction::rollback);
    }

    @Test
    void theSubmissionComesBackWithItsSecretsWhichTheViewHides() {
        UUID id = aTask().insert(database);
        database.run("""
                update task_spec set submission = '{"type":"exec","command":["a","b"],"env":{"K":"secret"},
                    "stdin":"secret","timeout":"90s","parameters":{"p":"1"}}'""");

        var submission = await(queries.submission(database.pool(), id)).orElseThrow();
        assertThat(submission.env()).isEqualTo(Map.of("K", "secret"));
        assertThat(submission.stdin()).isEqualTo("secret");
        assertThat(submission.timeoutOrDefault().toMillis()).isEqualTo(90_000);

        TaskView view = find(id);
        assertThat(view.command()).containsExactly("a", "b");
        assertThat(view.parameters()).isEqualTo(Map.of("p", "1"));
        assertThat(view.toString()).doesNotContain("secret");
    }

    @Test
    void theSubmissionOfAnEndedTaskIsThereForARerun() {
        UUID id = anEndedTask().insert(database);

        assertThat(await(queries.submission(database.pool(), id)).orElseThrow().command())
                .containsExactly("true");
    }

    @Test
    void pagesGoFromTheNewestToTheOldestOverBothSidesAndEnd() {
        List<UUID> newestFirst = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            newestFirst.add(anEndedTask().insert(database));
            newestFirst.add(aTask().insert(database));
            newestFirst.add(anAttempt().insert(database));
        }
        Collections.reverse(newestFirst);

        List<UUID> read = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            TaskPage page = list(null, null, null, cursor, 5);
            page.items().forEach(task -> read.add(task.id()));
            assertThat(page.items()).allMatch(task -> task.attempts() == null);
            cursor = page.next();
            pages++;
        } while (cursor != null);

        assertThat(read).containsExactlyElementsOf(newestFirst);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void aPageThatEndsWithTheLastTaskHasNoNext() {
        aTask().insert(database);
        anEndedTask().insert(database);

        assertThat(list(null, null, null, null, 2).next()).isNull();
        assertThat(list(null, null, null, null, 1).next()).isNotNull();
    }

    @Test
    void whatIsSubmittedMeanwhileDoesNotShiftThePages() {
        UUID oldest = aTask().insert(database);
        aTask().insert(database);
        String next = list(null, null, null, null, 1).next();
        aTask().insert(database);

        assertThat(ids(list(null, null, null, next, 5))).containsExactly(oldest);
    }

    @Test
    void statesPickTheirSide() {
        UUID queued = aTask().insert(database);
        UUID running = anAttempt().running().insert(database);
        UUID succeeded = anEndedTask().insert(database);
        UUID failed = anEndedTask().failed(1).insert(database);
        UUID expired = anEndedTask().expired("NO_NODE", 1).insert(database);

        assertThat(ids(list("active", null, null, null, 10))).containsExactly(running, queued);
        assertThat(ids(list("QUEUED", null, null, null, 10))).containsExactly(queued);
        assertThat(ids(list("RUNNING", null, null, null, 10))).containsExactly(running);
        assertThat(ids(list("ASSIGNED", null, null, null, 10))).isEmpty();
        assertThat(ids(list("FAILED,EXPIRED", null, null, null, 10))).containsExactly(expired, failed);
        assertThat(ids(list("RUNNING,SUCCEEDED", null, null, null, 10))).containsExactly(succeeded, running);
        assertThat(ids(list("SUCCEEDED,FAILED,EXPIRED,CANCELED,TIMED_OUT", null, null, null, 10)))
                .containsExactly(expired, failed, succeeded);
    }

    @Test
    void aNodeListsWhatItsNewestAttemptsAre() {
        UUID running = anAttempt().on("n-1").running().insert(database);
        anAttempt().on("n-2").insert(database);
        UUID ended = anEndedTask().on("n-1").insert(database);
        anEndedTask().on("n-2").insert(database);
        UUID waitsAgain = aTask().afterAttempt(1).insert(database);
        lost(waitsAgain, 1, "n-1");
        UUID movedOn = anAttempt().on("n-3").number(2).insert(database);
        lost(movedOn, 1, "n-1");

        assertThat(ids(list(null, "n-1", null, null, 10))).containsExactly(waitsAgain, ended, running);
        assertThat(ids(list("active", "n-1", null, null, 10))).containsExactly(waitsAgain, running);
        assertThat(ids(list("SUCCEEDED", "n-1", null, null, 10))).containsExactly(ended);
    }

    @Test
    void aNameIsMatchedExactly() {
        UUID live = aTask().named("backup").insert(database);
        aTask().named("backup-2").insert(database);
        aTask().insert(database);
        UUID ended = anEndedTask().named("backup").insert(database);

        assertThat(ids(list(null, null, "backup", null, 10))).containsExactly(ended, live);
        assertThat(ids(list("FAILED", null, "backup", null, 10))).isEmpty();
    }

    @Test
    void aListLeavesOutACommandThatIsTooLongForIt() {
        UUID id = aTask().insert(database);
        database.run("update task_spec set submission = jsonb_build_object('command',"
                + " (select jsonb_agg(md5(i::text)) from generate_series(1, 2000) i), 'type', 'exec')");

        assertThat(list(null, null, null, null, 1).items().get(0).command()).isNull();
        assertThat(find(id).command()).hasSize(2_000);
    }

    @Test
    void aTimeOfSubmissionIsARangeThatPagesStayWithin() {
        List<UUID> made = new ArrayList<>();
        for (int second = 0; second < 6; second++) {
            UUID id = new UUID(1_795_773_600_000L + second * 1_000 << 16 | 0x7000, second);
            made.add(
                    second % 2 == 0
                            ? aTask().withId(id).insert(database)
                            : anEndedTask().withId(id).insert(database));
        }

        TaskPage first = submitted("2026-11-27T10:00:01Z", "2026-11-27T10:00:05Z", null);
        TaskPage second = submitted("2026-11-27T10:00:01Z", "2026-11-27T10:00:05Z", first.next());

        assertThat(ids(first)).containsExactly(made.get(4), made.get(3), made.get(2));
        assertThat(ids(second)).containsExactly(made.get(1));
        assertThat(second.next()).isNull();
    }

    @Test
    void waitingTasksOfAListSayWhyEach() {
        aNode().withCap(5).insert(database);
        aTask().insert(database);
        aTask().withSelector("gpu", "a100").insert(database);

        assertThat(list(null, null, null, null, 10).items())
                .extracting(task -> task.waiting().code())
                .containsExactly("NO_LABEL_MATCH", "BEHIND_OTHERS");
    }

    private TaskView find(UUID id) {
        return await(queries.find(database.pool(), id)).orElseThrow();
    }

    private TaskPage list(String state, String node, String name, String cursor, int limit) {
        return await(queries.list(
                database.pool(), TaskFilter.parse(state, node, name, null, null, cursor, String.valueOf(limit))));
    }

    private TaskPage submitted(String after, String before, String cursor) {
        return await(queries.list(database.pool(), TaskFilter.parse(null, null, null, after, before, cursor, "3")));
    }

    private static List<UUID> ids(TaskPage page) {
        return page.items().stream().map(TaskView::id).toList();
    }

    private void lost(UUID id, int attempt, String node) {
        database.run("""
                insert into attempt_history (task_id, attempt, node, epoch, state, assigned_at, ended_at,
                    reason_code, reason_text, log_seq, log_bytes, log_truncated)
                values ('%s', %d, '%s', 1, 'LOST', now(), now(), 'NODE_LOST', 'the node was lost', 0, 0, false)""".formatted(id, attempt, node));
    }
}
