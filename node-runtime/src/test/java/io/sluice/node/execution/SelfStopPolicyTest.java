package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.task.Guarantee;
import io.sluice.node.time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfStopPolicyTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private final SelfStopPolicy policy =
            new SelfStopPolicy(Duration.ofSeconds(15), Duration.ofMinutes(10), Duration.ofSeconds(10));

    @ParameterizedTest
    @CsvSource({
        "EXCLUSIVE, 14999, false",
        "EXCLUSIVE, 15000, true",
        "EXCLUSIVE, 15001, true",
        "ONCE, 15000, false",
        "ONCE, 599999, false",
        "ONCE, 600000, true",
        "IDEMPOTENT, 600000, false",
        "IDEMPOTENT, 86400000, false"
    })
    void eachGuaranteeHasItsBoundCountedFromTheSendingOfTheRenewal(
            Guarantee guarantee, long silentMillis, boolean ends) {
        assertThat(policy.mustEnd(guarantee, at(0, 0), at(silentMillis, silentMillis)))
                .isEqualTo(ends);
    }

    @Test
    void theWallClockCountsWhereTheMonotonicOneStoodStill() {
        assertThat(policy.mustEnd(Guarantee.EXCLUSIVE, at(0, 0), at(1_000, 15_000)))
                .isTrue();
    }

    @Test
    void aWallClockThatWasSetBackDoesNotMakeTheLeaseYounger() {
        assertThat(policy.mustEnd(Guarantee.EXCLUSIVE, at(0, 0), at(15_000, -3_600_000)))
                .isTrue();
    }

    @Test
    void theMonotonicClockMayPassItsLargestNumber() {
        Moment renewed = new Moment(Long.MAX_VALUE - 1_000_000, NOON);
        Moment later =
                new Moment(Long.MAX_VALUE - 1_000_000 + Duration.ofSeconds(16).toNanos(), NOON);

        assertThat(policy.mustEnd(Guarantee.EXCLUSIVE, renewed, later)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "EXCLUSIVE, 15000, 8000",
        "EXCLUSIVE, 18000, 5000",
        "EXCLUSIVE, 23000, 0",
        "EXCLUSIVE, 25000, 0",
        "EXCLUSIVE, 90000, 0",
        "ONCE, 900000, 10000"
    })
    void aNodeThatActsLateLeavesAnExclusiveAttemptLessTime(Guarantee guarantee, long silentMillis, long graceMillis) {
        assertThat(policy.graceLeft(guarantee, at(0, 0), at(silentMillis, silentMillis)))
                .isEqualTo(Duration.ofMillis(graceMillis));
    }

    @ParameterizedTest
    @CsvSource({
        "EXCLUSIVE, 15100, 24999, false",
        "EXCLUSIVE, 15100, 25000, true",
        "EXCLUSIVE, 24900, 25000, false",
        "EXCLUSIVE, 24900, 26899, false",
        "EXCLUSIVE, 24900, 26900, true",
        "EXCLUSIVE, 90000, 91999, false",
        "EXCLUSIVE, 90000, 92000, true",
        "ONCE, 600000, 900000, false",
        "IDEMPOTENT, 15000, 900000, false"
    })
    void theProcessHaltsWhenAnExclusiveAttemptThatWasToldToEndOutlivesItsTime(
            Guarantee guarantee, long toldMillis, long nowMillis, boolean halts) {
        assertThat(policy.mustHalt(guarantee, at(0, 0), at(toldMillis, toldMillis), at(nowMillis, nowMillis)))
                .isEqualTo(halts);
    }

    @Test
    void whatIsKilledIsKilledBeforeTheProcessHasToHalt() {
        Moment told = at(15_000, 15_000);
        Moment killed = at(
                15_000 + policy.graceLeft(Guarantee.EXCLUSIVE, at(0, 0), told).toMillis(), 0);

        assertThat(policy.mustHalt(Guarantee.EXCLUSIVE, at(0, 0), told, killed)).isFalse();
    }

    @Test
    void aClockThatIsSetForwardHaltsOnlyWhatHadTheTimeToKill() {
        Moment jumped = at(1_000, 3_600_000);

        assertThat(policy.mustHalt(Guarantee.EXCLUSIVE, at(0, 0), jumped, jumped))
                .isFalse();
        assertThat(policy.mustHalt(Guarantee.EXCLUSIVE, at(0, 0), jumped, at(3_000, 3_602_000)))
                .isTrue();
    }

    private static Moment at(long monotonicMillis, long wallMillis) {
        return new Moment(Duration.ofMillis(monotonicMillis).toNanos(), NOON.plusMillis(wallMillis));
    }
}
