package io.sluice.dispatch.attempts;

import static io.sluice.contracts.stream.ReportReply.Outcome.ACCEPTED;
import static io.sluice.contracts.stream.ReportReply.Outcome.DUPLICATE;
import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.LogStream;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.DispatchDatabase;
import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportsStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);

    @BeforeEach
    void node() {
        aNode("n-1").insert(database);
    }

    @Test
    void oneBatchTakesAnAttemptFromItsStartToTheHistory() {
        UUID id = anAttempt().of(aTask().named("backup")).insert(database);

        assertThat(attempts.report(
                        new Report.Started(id, 1), output(id, 1, "hello\n"), output(id, 2, "bye\n"), succeeded(id)))
                .containsExactly(ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED);

        assertThat(database.count("task")).isZero();
        assertThat(database.count("attempt")).isZero();
        assertThat(database.count("task_spec")).isZero();
        Row task = database.row("select * from task_history");
        assertThat(task.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(task.getInteger("exit_code")).isZero();
        assertThat(task.getString("node")).isEqualTo("n-1");
        assertThat(task.getString("reason_code")).isNull();
        Row attempt = database.row("select * from attempt_history");
        assertThat(attempt.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(attempt.getOffsetDateTime("started_at"))
                .isBetween(attempt.getOffsetDateTime("assigned_at"), attempt.getOffsetDateTime("ended_at"));
        assertThat(attempt.getLong("log_seq")).isEqualTo(2);
        assertThat(database.row("select string_agg(text, '' order by seq) as log from task_log")
                        .getString("log"))
                .isEqualTo("hello\nbye\n");
        assertThat(attempts.events)
                .extracting(TaskEvent::state)
                .containsExactly(TaskState.RUNNING, TaskState.SUCCEEDED);
        assertThat(attempts.events.get(1).name()).isEqualTo("backup");
    }

    @Test
    void theSameBatchAgainIsDuplicateAndChangesNothing() {
        UUID id = anAttempt().insert(database);
        Report[] batch = {new Report.Started(id, 1), output(id, 1, "hello"), succeeded(id)};
        attempts.report(batch);

        assertThat(attempts.report(batch)).containsExactly(DUPLICATE, DUPLICATE, DUPLICATE);

        assertThat(database.count("task_history")).isOne();
        assertThat(database.count("task_log")).isOne();
        assertThat(database.row("select * from attempt_history").getInteger("refused_reports"))
                .isZero();
        assertThat(attempts.events).hasSize(2);
    }

    private static Report output(UUID id, long seq, String text) {
        return new Report.Output(id, 1, seq, LogStream.STDOUT, text, false);
    }

    private static Report succeeded(UUID id) {
        return new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 1_000);
    }
}
