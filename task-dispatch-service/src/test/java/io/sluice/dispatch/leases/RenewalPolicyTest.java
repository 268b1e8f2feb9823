package io.sluice.dispatch.leases;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.StreamFrame.Stop;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.dispatch.leases.RenewalPolicy.Live;
import io.sluice.dispatch.leases.RenewalPolicy.Reconciled;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RenewalPolicyTest {
    private static final AttemptRef REF = new AttemptRef(UUID.fromString("0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31"), 2);
    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant BEFORE = SINCE.minusNanos(1_000);
    private static final Reconciled NOTHING = new Reconciled(List.of(), List.of(), List.of());

    @Test
    void whatIsHeldAndLiveNeedsNothing() {
        assertThat(reconcile(true, running(BEFORE))).isEqualTo(NOTHING);
        assertThat(reconcile(true, assigned())).isEqualTo(NOTHING);
    }

    @Test
    void whatIsAssignedAndNotHeldIsAssignedAgain() {
        assertThat(reconcile(false, assigned())).isEqualTo(new Reconciled(List.of(REF), List.of(), List.of()));
    }

    @Test
    void whatRanBeforeTheAnswerAndIsNotHeldIsLost() {
        assertThat(reconcile(false, running(BEFORE))).isEqualTo(new Reconciled(List.of(), List.of(), List.of(REF)));
    }

    @Test
    void whatStartedAfterTheAnswerMayBeMissingFromAnOlderList() {
        assertThat(reconcile(false, running(SINCE))).isEqualTo(NOTHING);
        assertThat(reconcile(false, running(SINCE.plusMillis(1)))).isEqualTo(NOTHING);
    }

    @Test
    void theFirstRenewalCondemnsNothing() {
        assertThat(RenewalPolicy.reconcile(List.of(), List.of(running(BEFORE)), null))
                .isEqualTo(NOTHING);
    }

    @Test
    void whatIsToStopIsToldHeldOrNot() {
        Reconciled stop =
                new Reconciled(List.of(), List.of(new Stop(REF.taskId(), REF.attempt(), StopCause.CANCEL)), List.of());

        assertThat(reconcile(true, new Live(REF, BEFORE, StopCause.CANCEL))).isEqualTo(stop);
        assertThat(reconcile(false, new Live(REF, null, StopCause.CANCEL))).isEqualTo(stop);
    }

    @Test
    void whatIsToStopAndHasEndedUnreportedIsLost() {
        assertThat(reconcile(false, new Live(REF, BEFORE, StopCause.CANCEL)))
                .isEqualTo(new Reconciled(List.of(), List.of(), List.of(REF)));
    }

    @Test
    void whatIsHeldAndNotLiveIsFenced() {
        AttemptRef older = new AttemptRef(REF.taskId(), 1);

        assertThat(RenewalPolicy.reconcile(List.of(REF, older), List.of(running(BEFORE)), SINCE))
                .isEqualTo(new Reconciled(
                        List.of(), List.of(new Stop(older.taskId(), older.attempt(), StopCause.FENCED)), List.of()));
    }

    private static Reconciled reconcile(boolean held, Live live) {
        return RenewalPolicy.reconcile(held ? List.of(REF) : List.of(), List.of(live), SINCE);
    }

    private static Live assigned() {
        return new Live(REF, null, null);
    }

    private static Live running(@Nullable Instant startedAt) {
        return new Live(REF, startedAt, null);
    }
}
