package io.sluice.registry.node;

import io.sluice.contracts.node.CapAndLabels;
import io.sluice.contracts.node.Closed;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeClaim;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisteredNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node as it is stored, at the moment of the statement that read it.
 *
 * @param ownLabels what the node said of itself
 * @param operatorLabels what operators laid over it
 * @param ownTaskCap the cap that the node asked for
 * @param operatorTaskCap an operator's, which overrides it, or null
 * @param drain the operator's request alone; {@link #standing()} is what holds
 * @param stopSince since when its process, told to stop, takes no new task, or null; of this epoch
 * @param barrierClosedAt when dispatch had committed what holds, or null
 * @param barrierAttempts live attempts that dispatch counted then, or null
 * @param drainedAt when dispatch counted no live attempt behind the barrier, or null
 * @param offline by the database's clock
 * @param offlineSince when it went, or null
 * @param types of the tasks that it runs
 * @param closed why it has closed itself, or null when it has not
 * @param claim how its process holds the name
 */
public record NodeRow(
        NodeName name,
        UUID id,
        Epoch epoch,
        UUID incarnation,
        NodeKind kind,
        String version,
        Map<String, String> place,
        Map<String, String> ownLabels,
        Map<String, String> operatorLabels,
        int ownTaskCap,
        @Nullable Integer operatorTaskCap,
        Drain drain,
        @Nullable Instant stopSince,
        @Nullable Instant barrierClosedAt,
        @Nullable Integer barrierAttempts,
        @Nullable Instant drainedAt,
        long revision,
        long barrierRevision,
        boolean offline,
        @Nullable Instant offlineSince,
        Instant lastSeen,
        Instant registeredAt,
        double load,
        List<String> types,
        @Nullable Closed closed,
        NodeClaim claim) {

    /** The cap in force. */
    public int taskCap() {
        return operatorTaskCap != null ? operatorTaskCap : ownTaskCap;
    }

    /** The labels in force. */
    public Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>(ownLabels);
        labels.putAll(operatorLabels);
        return labels;
    }

    /** What keeps it from new tasks: the operator's drain, which goes first, or its own stop; OFF when nothing does. */
    public Drain standing() {
        return standing(name, drain, stopSince);
    }

    static Drain standing(NodeName name, Drain drain, @Nullable Instant stopSince) {
        return drain.enabled() || stopSince == null ? drain : Drain.ofStop(name, stopSince);
    }

    /** Whether it takes tasks, and so gives the cluster its slots. */
    public boolean isRunning() {
        return !offline && closed == null && !standing().enabled();
    }

    /** Whether dispatch has committed this revision. */
    public boolean barrier() {
        return barrierRevision >= revision;
    }

    /** What gateways see. */
    public RegisteredNode toRegisteredNode() {
        return new RegisteredNode(
                name,
                id,
                epoch,
                incarnation,
                kind,
                version,
                labels(),
                place,
                taskCap(),
                standing(),
                revision,
                barrier(),
                offline,
                offlineSince,
                lastSeen,
                registeredAt,
                load,
                barrierAttempts,
                types,
                closed,
                stopSince,
                new CapAndLabels(ownTaskCap, ownLabels),
                overrides());
    }

    private @Nullable CapAndLabels overrides() {
        return operatorTaskCap == null && operatorLabels.isEmpty()
                ? null
                : new CapAndLabels(operatorTaskCap, operatorLabels);
    }

    /** What dispatch may do with it. */
    public NodeAdmission toAdmission() {
        return new NodeAdmission(name, epoch, kind, revision, standing(), taskCap(), labels(), types, claim);
    }
}
