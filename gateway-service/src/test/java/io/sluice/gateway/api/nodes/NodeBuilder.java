package io.sluice.gateway.api.nodes;

import io.sluice.contracts.node.CapAndLabels;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisteredNode;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A node at revision 5, epoch 2, cap 5, seen by the registry, unless a test says otherwise. */
public final class NodeBuilder {
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    private String name = "agent-1";
    private Map<String, String> labels = Map.of();
    private Drain drain = Drain.OFF;
    private Instant stoppingSince;
    private boolean barrier = true;
    private boolean offline;
    private long revision = 5;
    private int taskCap = 5;

    private NodeBuilder() {}

    public static NodeBuilder aNode() {
        return new NodeBuilder();
    }

    public NodeBuilder named(String newName) {
        name = newName;
        return this;
    }

    public NodeBuilder labelled(Map<String, String> newLabels) {
        labels = newLabels;
        return this;
    }

    public NodeBuilder draining() {
        drain = new Drain(true, "patch", "alice", THEN, null, Drain.OnDeadline.LEAVE);
        return this;
    }

    /** Its own process was told to stop, and no operator drains it. */
    public NodeBuilder stopping() {
        drain = Drain.ofStop(new NodeName(name), THEN);
        stoppingSince = THEN;
        return this;
    }

    public NodeBuilder withoutBarrier() {
        barrier = false;
        return this;
    }

    public NodeBuilder offline() {
        offline = true;
        return this;
    }

    public NodeBuilder atRevision(long newRevision) {
        revision = newRevision;
        return this;
    }

    public NodeBuilder withCap(int newCap) {
        taskCap = newCap;
        return this;
    }

    public RegisteredNode build() {
        return new RegisteredNode(
                new NodeName(name),
                UUID.nameUUIDFromBytes(new byte[] {1}),
                new Epoch(2),
                UUID.nameUUIDFromBytes(new byte[] {2}),
                NodeKind.AGENT,
                "1.0",
                labels,
                Map.of("host", "h"),
                taskCap,
                drain,
                revision,
                barrier,
                offline,
                offline ? THEN : null,
                THEN,
                THEN,
                0.5,
                null,
                null,
                null,
                stoppingSince,
                new CapAndLabels(5, labels),
                taskCap == 5 ? null : new CapAndLabels(taskCap, Map.of()));
    }

    /** What dispatch counts on it, having heard the newest of it. */
    public NodeLoad load(int liveAttempts) {
        return load(liveAttempts, revision, 2, !drain.enabled());
    }

    public NodeLoad load(int liveAttempts, long heardRevision, long epoch, boolean open) {
        return new NodeLoad(
                new NodeName(name), new Epoch(epoch), heardRevision, open, true, taskCap, liveAttempts, THEN);
    }
}
