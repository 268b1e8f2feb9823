package io.sluice.dispatch.attempts;

import static io.sluice.contracts.task.AttemptState.CANCELED;
import static io.sluice.contracts.task.AttemptState.FAILED;
import static io.sluice.contracts.task.AttemptState.SUCCEEDED;
import static io.sluice.contracts.task.AttemptState.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.Reason;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.TaskState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndPolicyTest {
    private static final AttemptRef REF = new AttemptRef(UUID.fromString("0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31"), 2);
    private static final Reason TOLD = new Reason("TOLD", "The node told why.");

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # reported,  task was,   to be stopped, task is
            SUCCEEDED,   RUNNING,    -,             SUCCEEDED
            SUCCEEDED,   ASSIGNED,   -,             SUCCEEDED
            SUCCEEDED,   CANCELING,  CANCEL,        SUCCEEDED
            SUCCEEDED,   RUNNING,    REQUEUE,       SUCCEEDED
            SUCCEEDED,   RUNNING,    TIMEOUT,       SUCCEEDED
            FAILED,      RUNNING,    -,             FAILED
            FAILED,      RUNNING,    REQUEUE,       FAILED
            FAILED,      CANCELING,  CANCEL,        CANCELED
            TIMED_OUT,   RUNNING,    -,             TIMED_OUT
            TIMED_OUT,   RUNNING,    TIMEOUT,       TIMED_OUT
            TIMED_OUT,   CANCELING,  CANCEL,        CANCELED
            CANCELED,    CANCELING,  CANCEL,        CANCELED
            CANCELED,    ASSIGNED,   REQUEUE,       QUEUED
            CANCELED,    RUNNING,    REQUEUE,       QUEUED
            CANCELED,    RUNNING,    -,             CANCELED
            """)
    void theTaskGoesWithTheReport(
            AttemptState reported, TaskState before, @Nullable StopCause stopCause, TaskState after) {
        AttemptEnd end = EndPolicy.onReport(attempt(before, stopCause), ended(reported, TOLD));

        assertThat(end.ref()).isEqualTo(REF);
        assertThat(end.state()).isEqualTo(reported);
        assertThat(end.taskState()).isEqualTo(after);
    }

    @Test
    void whoCanceledIsTheReasonOfTheTaskAndOfItsAttempt() {
        AttemptEnd end = EndPolicy.onReport(attempt(TaskState.CANCELING, StopCause.CANCEL), ended(CANCELED, TOLD));

        assertThat(end.reason()).isEqualTo(end.taskReason());
        assertThat(end.taskReason()).isEqualTo(new Reason("CANCELED", "Canceled by alice."));
    }

    @Test
    void successHasNoReason() {
        AttemptEnd end = EndPolicy.onReport(attempt(TaskState.RUNNING, null), ended(SUCCEEDED, TOLD));

        assertThat(end.reason()).isNull();
        assertThat(end.taskReason()).isNull();
    }

    @Test
    void whatFailedWithoutAWordNamesItsExitCode() {
        AttemptEnd end = EndPolicy.onReport(attempt(TaskState.RUNNING, null), ended(FAILED, null));

        assertThat(end.taskReason()).isEqualTo(new Reason("FAILED", "The process ended with exit code 3."));
        assertThat(end.reason()).isEqualTo(end.taskReason());
    }

    @Test
    void whatFailedWhileItWasToEndKeepsTheNodesReason() {
        AttemptEnd end = EndPolicy.onReport(attempt(TaskState.CANCELING, StopCause.CANCEL), ended(FAILED, TOLD));

        assertThat(end.reason()).isEqualTo(TOLD);
        assertThat(end.taskReason()).isEqualTo(new Reason("CANCELED", "Canceled by alice."));
    }

    @Test
    void aTaskThatWaitsAgainHasNoReasonButItsAttemptNamesWhoEndedIt() {
        AttemptEnd end = EndPolicy.onReport(attempt(TaskState.RUNNING, StopCause.REQUEUE), ended(CANCELED, TOLD));

        assertThat(end.taskReason()).isNull();
        assertThat(end.reason()).isEqualTo(new Reason("DRAIN_DEADLINE", "Ended for another node by alice."));
    }

    @Test
    void aTimeoutKeepsTheNodesReason() {
        AttemptEnd end = EndPolicy.onReport(attempt(TaskState.RUNNING, null), ended(TIMED_OUT, TOLD));

        assertThat(end.taskReason()).isEqualTo(TOLD);
    }

    @Test
    void whatItsNodeCouldNotBeginIsLostAndWaitsAgainWhateverTheStopWas() {
        for (StopCause stop : new StopCause[] {null, StopCause.REQUEUE, StopCause.TIMEOUT}) {
            AttemptEnd end = EndPolicy.onNotStarted(
                    attempt(TaskState.ASSIGNED, stop), Report.Ended.notStarted(REF, "no room on /work"));

            assertThat(end.state()).isEqualTo(AttemptState.LOST);
            assertThat(end.reason())
                    .isEqualTo(new Reason("NOT_STARTED", "Node n-1 (epoch 1) could not begin it: no room on /work"));
            assertThat(end.taskState()).isEqualTo(TaskState.QUEUED);
            assertThat(end.taskReason()).isNull();
        }
    }

    @Test
    void whatItsNodeCouldNotBeginIsCanceledWhenSomebodyWantsThat() {
        AttemptEnd end = EndPolicy.onNotStarted(
                attempt(TaskState.CANCELING, StopCause.CANCEL), Report.Ended.notStarted(REF, "no room"));

        assertThat(end.state()).isEqualTo(AttemptState.LOST);
        assertThat(end.taskState()).isEqualTo(TaskState.CANCELED);
        assertThat(end.taskReason()).isEqualTo(new Reason("CANCELED", "Canceled by alice."));
    }

    private static LiveAttempt attempt(TaskState state, @Nullable StopCause stopCause) {
        return new LiveAttempt(
                REF,
                new NodeName("n-1"),
                new Epoch(1),
                true,
                0,
                stopCause,
                stopCause == null ? null : "alice",
                state,
                state == TaskState.CANCELING ? "alice" : null);
    }

    private static Report.Ended ended(AttemptState state, @Nullable Reason reason) {
        return new Report.Ended(REF.taskId(), REF.attempt(), state, 3, reason, 10);
    }
}
