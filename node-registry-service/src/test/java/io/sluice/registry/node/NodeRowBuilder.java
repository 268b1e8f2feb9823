package io.sluice.registry.node;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeClaim;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Builds stored nodes; says only what matters. By default an agent of cap 5 that is RUNNING, epoch 1, revision 1. */
public final class NodeRowBuilder {
    private static final Instant SEEN = Instant.parse("2026-03-01T12:00:00Z");

    private final String name;
    private Map<String, String> ownLabels = Map.of();
    private Map<String, String> operatorLabels = Map.of();
    private int cap = 5;
    private Integer operatorCap;
    private Drain drain = Drain.OFF;
    private long revision = 1;
    private long barrierRevision = 1;
    private boolean offline;
    private Instant stopSince;

    private NodeRowBuilder(String name) {
        this.name = name;
    }

    public static NodeRowBuilder aNode() {
        return new NodeRowBuilder("n-1");
    }

    public NodeRowBuilder withCap(int slots) {
        this.cap = slots;
        return this;
    }

    public NodeRowBuilder withOperatorCap(int slots) {
        this.operatorCap = slots;
        return this;
    }

    public NodeRowBuilder withLabels(Map<String, String> labels) {
        this.ownLabels = labels;
        return this;
    }

    public NodeRowBuilder withOperatorLabels(Map<String, String> labels) {
        this.operatorLabels = labels;
        return this;
    }

    public NodeRowBuilder draining() {
        return draining(new Drain(true, "kernel patch", "alice", SEEN, null, Drain.OnDeadline.LEAVE));
    }

    public NodeRowBuilder draining(Drain request) {
        this.drain = request;
        return this;
    }

    /** Its own process was told to stop. */
    public NodeRowBuilder stopping() {
        this.stopSince = SEEN;
        return this;
    }

    public NodeRowBuilder atRevision(long request, long committedByDispatch) {
        this.revision = request;
        this.barrierRevision = committedByDispatch;
        return this;
    }

    public NodeRowBuilder offline() {
        this.offline = true;
        return this;
    }

    public NodeRow build() {
        return new NodeRow(
                new NodeName(name),
                new UUID(7, 1),
                new Epoch(1),
                new UUID(4, 1),
                NodeKind.AGENT,
                "1.0",
                Map.of(),
                ownLabels,
                operatorLabels,
                cap,
                operatorCap,
                drain,
                stopSince,
                null,
                null,
                null,
                revision,
                barrierRevision,
                offline,
                offline ? SEEN.plusSeconds(20) : null,
                SEEN,
                SEEN,
                -1,
                List.of("exec", "noop"),
                null,
                NodeClaim.of(new Epoch(1), null));
    }
}
