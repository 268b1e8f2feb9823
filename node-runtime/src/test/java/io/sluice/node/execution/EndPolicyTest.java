package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EndPolicyTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    @Test
    void whatEndsByItselfIsJudgedByItsResult() {
        EndPolicy.End good = EndPolicy.of(null, Guarantee.ONCE, TIMEOUT, TaskResult.exited(0))
                .orElseThrow();
        EndPolicy.End bad = EndPolicy.of(null, Guarantee.ONCE, TIMEOUT, TaskResult.exited(3))
                .orElseThrow();

        assertThat(good).isEqualTo(new EndPolicy.End(AttemptState.SUCCEEDED, 0, null));
        assertThat(bad.state()).isEqualTo(AttemptState.FAILED);
        assertThat(bad.exitCode()).isEqualTo(3);
        assertThat(bad.reason().code()).isEqualTo("EXIT_CODE");
    }

    @Test
    void anEndBySignalIsSaidInWords() {
        assertThat(TaskResult.exited(137).failure().text()).contains("137").contains("signal 9");
    }

    @ParameterizedTest
    @CsvSource({"CANCEL, CANCELED, CANCELED", "REQUEUE, CANCELED, DRAIN_DEADLINE", "TIMEOUT, TIMED_OUT, TIMED_OUT"})
    void whatWasStoppedIsReportedAsStoppedEvenWithExitCodeZero(StopOrder order, AttemptState state, String code) {
        EndPolicy.End end = EndPolicy.of(order, Guarantee.EXCLUSIVE, TIMEOUT, TaskResult.exited(0))
                .orElseThrow();

        assertThat(end.state()).isEqualTo(state);
        assertThat(end.reason().code()).isEqualTo(code);
    }

    @Test
    void aTimeoutNamesItsLength() {
        EndPolicy.End end = EndPolicy.of(StopOrder.TIMEOUT, Guarantee.ONCE, TIMEOUT, TaskResult.exited(143))
                .orElseThrow();

        assertThat(end.reason().text()).contains("90 s");
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void nothingIsSaidOfAnAttemptThatIsAnothersOrLost(Guarantee guarantee) {
        assertThat(EndPolicy.of(StopOrder.FENCED, guarantee, TIMEOUT, TaskResult.exited(0)))
                .isEmpty();
        assertThat(EndPolicy.of(StopOrder.CUT_OFF, guarantee, TIMEOUT, TaskResult.exited(0)))
                .isEmpty();
    }

    @Test
    void aShutdownFailsOnceAndHandsTheOthersBack() {
        assertThat(EndPolicy.of(StopOrder.SHUTDOWN, Guarantee.ONCE, TIMEOUT, TaskResult.exited(143)))
                .hasValueSatisfying(end -> assertThat(end.state()).isEqualTo(AttemptState.FAILED));
        assertThat(EndPolicy.of(StopOrder.SHUTDOWN, Guarantee.EXCLUSIVE, TIMEOUT, TaskResult.exited(143)))
                .isEmpty();
        assertThat(EndPolicy.of(StopOrder.SHUTDOWN, Guarantee.IDEMPOTENT, TIMEOUT, TaskResult.exited(143)))
                .isEmpty();
    }
}
