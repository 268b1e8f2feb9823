package io.sluice.registry.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Epoch;
import io.sluice.service.auth.NodeProof;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatPolicyTest {
    private static final Duration CONFIGURED = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(20);

    @Test
    void aSmallFleetChecksInAsConfigured() {
        assertThat(HeartbeatPolicy.interval(CONFIGURED, GRACE, 0)).isEqualTo(CONFIGURED);
        assertThat(HeartbeatPolicy.interval(CONFIGURED, GRACE, 5_000)).isEqualTo(CONFIGURED);
    }

    @Test
    void aLargerFleetSendsNoMoreThanOneReplicaCanTake() {
        assertThat(HeartbeatPolicy.interval(CONFIGURED, GRACE, 6_000)).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void noFleetIsSoLargeThatTheIntervalPassesAThirdOfTheGrace() {
        assertThat(HeartbeatPolicy.interval(CONFIGURED, GRACE, 1_000_000)).isEqualTo(GRACE.dividedBy(3));
    }

    @Test
    void anOlderEpochIsStale() {
        assertThat(HeartbeatPolicy.refusal(new Epoch(1), new Epoch(2), null))
                .isEqualTo(new HeartbeatOutcome.StaleEpoch(new Epoch(2)));
    }

    @Test
    void aSupersededProcessIsStaleWhateverEpochItCarries() {
        assertThat(HeartbeatPolicy.refusal(new Epoch(9), new Epoch(2), PastIncarnation.SUPERSEDED))
                .isEqualTo(new HeartbeatOutcome.StaleEpoch(new Epoch(2)));
    }

    @Test
    void aRetiredProcessIsToldSoEvenWhenTheNameLivesOn() {
        assertThat(HeartbeatPolicy.refusal(new Epoch(1), new Epoch(2), PastIncarnation.RETIRED))
                .isEqualTo(new HeartbeatOutcome.Retired());
    }

    @Test
    void aProcessThatIsNotKnownRegistersAgain() {
        assertThat(HeartbeatPolicy.refusal(new Epoch(1), null, null)).isEqualTo(new HeartbeatOutcome.RegisterAgain());
    }

    @Test
    void aSecretThatIsNotKeptYetIsKeptByRegisteringAgain() {
        assertThat(HeartbeatPolicy.unproven(new NodeProof(true, "hash"), null))
                .isEqualTo(new HeartbeatOutcome.RegisterAgain());
    }

    @Test
    void whoShowsAnotherSecretOrNoneIsNotTheNode() {
        assertThat(HeartbeatPolicy.unproven(new NodeProof(true, "other"), "hash"))
                .isEqualTo(new HeartbeatOutcome.NotProven(true));
        assertThat(HeartbeatPolicy.unproven(NodeProof.JOIN_TOKEN, "hash"))
                .isEqualTo(new HeartbeatOutcome.NotProven(true));
        assertThat(HeartbeatPolicy.unproven(new NodeProof(false, null), null))
                .isEqualTo(new HeartbeatOutcome.NotProven(false));
    }

    @Test
    void aProcessThatSaidGoodbyeAndLivesOnRegistersAgain() {
        assertThat(HeartbeatPolicy.refusal(new Epoch(2), new Epoch(2), null))
                .isEqualTo(new HeartbeatOutcome.RegisterAgain());
    }
}
