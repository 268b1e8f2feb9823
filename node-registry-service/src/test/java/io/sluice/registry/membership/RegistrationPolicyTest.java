package io.sluice.registry.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.registry.membership.RegistrationPolicy.Decision;
import io.sluice.registry.membership.RegistrationPolicy.Holder;
import io.sluice.service.auth.NodeProof;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RegistrationPolicyTest {
    private static final String HASH = NodeSecrets.hash("the holder's");
    private static final UUID HOLDER = new UUID(4, 1);
    private static final UUID OTHER = new UUID(4, 2);
    private static final NodeProof OWN = new NodeProof(false, HASH);
    private static final NodeProof OTHERS = new NodeProof(true, NodeSecrets.hash("another's"));
    private static final NodeProof UNKNOWN = new NodeProof(false, NodeSecrets.hash("another's"));

    private static final Decision PROVEN = new Decision.Claim(true);
    private static final Decision TAKEOVER = new Decision.Claim(false);
    private static final Decision NEEDS_TOKEN = new Decision.NeedsJoinToken();

    @Test
    void aNewNameNeedsTheJoinToken() {
        assertThat(decide(null, OTHER, OTHERS)).isEqualTo(TAKEOVER);
        assertThat(decide(null, OTHER, NodeProof.JOIN_TOKEN)).isEqualTo(TAKEOVER);
        assertThat(decide(null, OTHER, UNKNOWN)).isEqualTo(NEEDS_TOKEN);
    }

    @Test
    void theSecretIsEnoughAndShowsThatTheOlderProcessIsGone() {
        assertThat(decide(living(), HOLDER, OWN)).isEqualTo(PROVEN);
        assertThat(decide(living(), OTHER, OWN)).isEqualTo(PROVEN);
        assertThat(decide(silent(), OTHER, OWN)).isEqualTo(PROVEN);
        assertThat(decide(left(), OTHER, OWN)).isEqualTo(PROVEN);
    }

    @Test
    void theNameOfALivingNodeIsTakenForWhoeverHasNotItsSecret() {
        assertThat(decide(living(), OTHER, OTHERS)).isEqualTo(new Decision.NameTaken(living()));
        assertThat(decide(living(), HOLDER, OTHERS)).isEqualTo(new Decision.NameTaken(living()));
        assertThat(decide(living(), OTHER, NodeProof.JOIN_TOKEN)).isEqualTo(new Decision.NameTaken(living()));
    }

    @Test
    void aSilentNodesNameIsTakenOverWhichShowsNothingOfTheOlderProcess() {
        assertThat(decide(silent(), OTHER, OTHERS)).isEqualTo(TAKEOVER);
        assertThat(decide(silent(), OTHER, NodeProof.JOIN_TOKEN)).isEqualTo(TAKEOVER);
        assertThat(decide(silent(), OTHER, UNKNOWN)).isEqualTo(NEEDS_TOKEN);
    }

    @Test
    void nobodyIsSilentWhenNodesHadNoChanceToCheckIn() {
        assertThat(RegistrationPolicy.decide(Optional.of(silent()), OTHER, OTHERS, true))
                .isEqualTo(new Decision.NameTaken(silent()));
        assertThat(RegistrationPolicy.decide(Optional.of(left()), OTHER, OTHERS, true))
                .isEqualTo(PROVEN);
    }

    @Test
    void whoSaidGoodbyeLeftTheNameFree() {
        assertThat(decide(left(), OTHER, OTHERS)).isEqualTo(PROVEN);
        assertThat(decide(left(), OTHER, UNKNOWN)).isEqualTo(NEEDS_TOKEN);
    }

    @Test
    void aNodeWithoutASecretIsAnybodysWhoJoinsAsBefore() {
        Holder older = new Holder(new Epoch(3), HOLDER, null, false, false, Instant.EPOCH);

        assertThat(decide(older, OTHER, NodeProof.JOIN_TOKEN)).isEqualTo(PROVEN);
        assertThat(decide(older, OTHER, OTHERS)).isEqualTo(PROVEN);
        assertThat(decide(older, HOLDER, UNKNOWN)).isEqualTo(NEEDS_TOKEN);
    }

    private static Decision decide(Holder holder, UUID incarnation, NodeProof proof) {
        return RegistrationPolicy.decide(Optional.ofNullable(holder), incarnation, proof, false);
    }

    private static Holder living() {
        return new Holder(new Epoch(3), HOLDER, HASH, false, false, Instant.EPOCH);
    }

    private static Holder silent() {
        return new Holder(new Epoch(3), HOLDER, HASH, false, true, Instant.EPOCH);
    }

    private static Holder left() {
        return new Holder(new Epoch(3), HOLDER, HASH, true, true, Instant.EPOCH);
    }
}
