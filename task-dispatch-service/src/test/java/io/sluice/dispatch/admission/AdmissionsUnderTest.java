package io.sluice.dispatch.admission;

import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeClaim;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RetireAdmission;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.leases.LossesOf;
import io.sluice.dispatch.wake.ReplicaId;
import io.sluice.dispatch.wake.Wake;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The admissions of one replica, for the tests of other features too. */
public final class AdmissionsUnderTest {
    public static final NodeName NODE = new NodeName("n-1");

    /** As alice requests it. */
    public static final Drain DRAIN = new Drain(
            true, "kernel patch", "alice", Instant.parse("2026-03-01T12:00:00Z"), null, Drain.OnDeadline.LEAVE);

    /** Held by a test, it keeps everybody from the node. */
    public static final String AT_THE_NODE = "select from node_admission where name = 'n-1' for update";

    private final Admissions admissions;

    public AdmissionsUnderTest(DispatchDatabase database) {
        admissions = new Admissions(
                database.pool(),
                new AdmissionStore(Duration.ofSeconds(20)),
                LossesOf.database(database),
                new Wake(new ReplicaId()));
    }

    /** What the registry says of the node at that revision. */
    public static NodeAdmission admission(long revision, long epoch, int cap, Drain drain) {
        return new NodeAdmission(NODE, new Epoch(epoch), NodeKind.AGENT, revision, drain, cap, Map.of(), null, null);
    }

    /** The same for a process that holds its name in that way. */
    public static NodeAdmission admission(long revision, long epoch, NodeClaim claim) {
        return new NodeAdmission(NODE, new Epoch(epoch), NodeKind.AGENT, revision, Drain.OFF, 5, Map.of(), null, claim);
    }

    public Uni<AdmissionReply> admit(NodeAdmission admission) {
        return admissions.admit(admission);
    }

    /** Answers whether the node is closed for good. */
    public Uni<Boolean> retire(long revision) {
        return admissions
                .retire(NODE, new RetireAdmission(revision, "alice"))
                .map(outcome -> outcome instanceof Admissions.RetireOutcome.Closed);
    }

    public Uni<List<NodeLoad>> loads() {
        return admissions.loads();
    }
}
