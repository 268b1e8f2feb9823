package io.sluice.registry.membership;

import io.sluice.contracts.node.NodeName;
import io.sluice.registry.NodesUnderRace;
import io.sluice.registry.RegistryDatabase;
import io.sluice.registry.membership.HeartbeatStore.Beat;
import io.sluice.registry.node.NodeRow;
import io.sluice.service.auth.NodeProof;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Processes that come and stay, for the tests of other features. */
public final class MembershipUnderTest {
    private final NodesUnderRace race;
    private final Membership membership;

    public MembershipUnderTest(NodesUnderRace race) {
        this.race = race;
        this.membership = new Membership(
                race.database.pool(),
                new RegistrationStore(race.nodes.columns, race.nodes.store),
                race.events,
                race.push,
                () -> false);
    }

    /** The node that the process is from now on, or empty when it can never be it again. */
    public Uni<Optional<NodeRow>> register(NodeName name, UUID incarnation) {
        return membership
                .register(RegistryDatabase.registration(name.value(), incarnation), NodeProof.JOIN_TOKEN)
                .map(outcome -> outcome instanceof Membership.RegisterOutcome.Accepted accepted
                        ? Optional.of(accepted.node())
                        : Optional.empty());
    }

    /** Whether the heartbeat of this node's process was taken. */
    public Uni<Boolean> heartbeat(NodeRow node) {
        return new HeartbeatStore()
                .checkIn(
                        race.database.pool(),
                        List.of(new Beat(
                                node.name(), node.epoch(), node.incarnation(), 0, 0, null, NodeProof.JOIN_TOKEN)))
                .map(outcomes -> outcomes.get(0) instanceof HeartbeatOutcome.Taken);
    }
}
