package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

    private final LeaseWatch lease = new LeaseWatch(Duration.ofSeconds(15));

    @Test
    void theNewestRenewalCountsWhateverOrderTheAnswersComeIn() {
        lease.renewed(at(5));
        lease.renewed(at(0));

        assertThat(lease.renewalSent()).isEqualTo(at(5));
    }

    @Test
    void aStreamCountsOnlyUntilTheFirstRenewal() {
        lease.attached(at(0));
        assertThat(lease.renewalSent()).isEqualTo(at(0));

        lease.renewed(at(5));
        lease.attached(at(9));
        assertThat(lease.renewalSent()).isEqualTo(at(5));
    }

    @Test
    void aSilenceShorterThanTheSelfStopIsNone() {
        lease.renewed(at(0));
        lease.renewed(at(14));

        assertThat(lease.hadLapsedSince(at(0))).isFalse();
    }

    @Test
    void aSilenceOfExactlyTheSelfStopConcernsWhatHadBegunBefore() {
        lease.renewed(at(0));
        lease.renewed(at(15));

        assertThat(lease.hadLapsedSince(at(0))).isTrue();
        assertThat(lease.hadLapsedSince(at(14))).isTrue();
        assertThat(lease.hadLapsedSince(at(15))).isFalse();
    }

    @Test
    void aSilenceIsRememberedOverTheRenewalsThatFollow() {
        lease.renewed(at(0));
        lease.renewed(at(40));
        lease.renewed(at(45));

        assertThat(lease.hadLapsedSince(at(1))).isTrue();
        assertThat(lease.hadLapsedSince(at(41))).isFalse();
    }

    @Test
    void aMachineThatSleptWasSilentThoughItsMonotonicClockStood() {
        lease.renewed(at(0));
        lease.renewed(new Moment(Duration.ofSeconds(1).toNanos(), BEGIN.plusSeconds(40)));

        assertThat(lease.hadLapsedSince(at(0))).isTrue();
    }

    private static Moment at(long seconds) {
        return new Moment(Duration.ofSeconds(seconds).toNanos(), BEGIN.plusSeconds(seconds));
    }
}
