package io.sluice.node.membership;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of itself at one moment.
 *
 * @param incarnation made once, when the process started
 * @param id given by the registry, null before the first registration
 * @param epoch of the newest accepted registration, null before the first
 * @param drain the newest word heard; without reason, who and since while only dispatch has told of it
 * @param drained whether dispatch has said that it counts no live attempt behind the drain
 * @param taskCap the newest word heard; the node's own cap before that
 * @param runningAttempts attempts that have not ended here
 * @param closed why this node has closed itself, or null while it is open
 */
public record NodeSnapshot(
        NodeName name,
        NodeKind kind,
        UUID incarnation,
        @Nullable UUID id,
        @Nullable Epoch epoch,
        Standing standing,
        Drain drain,
        boolean drained,
        int taskCap,
        int runningAttempts,
        @Nullable String closed) {
    /** Whether a drain is in force, whether or not it has emptied the node. */
    public boolean isDraining() {
        return drain.enabled();
    }

    /** Whether the drain in force has emptied the node. By dispatch's own count, of which it told: a node can't say so. */
    public boolean isDrained() {
        return drain.enabled() && drained;
    }

    /** Whether a registration was accepted and still holds, leaving or not. */
    public boolean isRegistered() {
        return epoch != null && (standing == Standing.REGISTERED || standing == Standing.LEAVING);
    }

    /**
     * Whether traffic and tasks may come: it has looked for its registry, and nobody has asked it to go out of service.
     * It stays true while the registry is away, so that one outage does not empty a load balancer.
     */
    public boolean isInService() {
        return isUp() && !drain.enabled();
    }

    /**
     * Whether its readiness probe says so. A gateway that drains is not ready, which takes its pod out of its Service. No
     * Service sends to an agent: one that drains stays ready, or a rollout would wait for as long as the drain lasts.
     */
    public boolean isReady() {
        return switch (kind) {
            case GATEWAY -> isInService();
            case AGENT -> isUp();
        };
    }

    private boolean isUp() {
        return switch (standing) {
            case STARTING, WAITING_FOR_NAME, LEAVING, REFUSED -> false;
            case UNREGISTERED, REGISTERED -> true;
        };
    }

    NodeSnapshot registered(UUID acceptedId, Epoch acceptedEpoch) {
        return new NodeSnapshot(
                name,
                kind,
                incarnation,
                acceptedId,
                acceptedEpoch,
                standing == Standing.LEAVING ? Standing.LEAVING : Standing.REGISTERED,
                drain,
                drained,
                taskCap,
                runningAttempts,
                closed);
    }

    NodeSnapshot standing(Standing newStanding) {
        return new NodeSnapshot(
                name, kind, incarnation, id, epoch, newStanding, drain, drained, taskCap, runningAttempts, closed);
    }

    NodeSnapshot obeying(MergedDesiredState heard) {
        return new NodeSnapshot(
                name,
                kind,
                incarnation,
                id,
                epoch,
                standing,
                heard.drain(),
                heard.isDrained(),
                heard.taskCap(),
                runningAttempts,
                closed);
    }

    NodeSnapshot running(int attempts) {
        return new NodeSnapshot(
                name, kind, incarnation, id, epoch, standing, drain, drained, taskCap, attempts, closed);
    }

    NodeSnapshot closed(@Nullable String reason) {
        return new NodeSnapshot(
                name, kind, incarnation, id, epoch, standing, drain, drained, taskCap, runningAttempts, reason);
    }
}
