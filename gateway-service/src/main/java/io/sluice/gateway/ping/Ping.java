package io.sluice.gateway.ping;

import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.node.membership.NodeSnapshot;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * This gateway's own node, as it knows itself.
 *
 * @param status what a load balancer's owner wants to know
 * @param runningTasks by the node's own count
 */
record Ping(
        NodeName name,
        @Nullable UUID id,
        @Nullable Long epoch,
        NodeKind kind,
        Status status,
        boolean draining,
        int taskCap,
        int runningTasks) {
    /** Where this process is. */
    enum Status {
        /**
         * It has not yet looked for its registry, which ends with the first answer, or after 10 s; or it waits for its name,
         * which another process has, until that one is gone.
         */
        STARTING,
        /** In service, also while the registry is away. Left by a drain or by the process's end. */
        RUNNING,
        /** An operator wants it out of service. Left when that is lifted, or once it is DRAINED. */
        DRAINING,
        /** The same, and task-dispatch counts no live attempt of it any more, and has told it. Left when the drain is lifted. */
        DRAINED,
        /** The process ends. */
        STOPPING
    }

    static Ping of(NodeSnapshot now) {
        return new Ping(
                now.name(),
                now.id(),
                now.epoch() == null ? null : now.epoch().value(),
                now.kind(),
                status(now),
                now.isDraining(),
                now.taskCap(),
                now.runningAttempts());
    }

    private static Status status(NodeSnapshot now) {
        return switch (now.standing()) {
            case STARTING, WAITING_FOR_NAME -> Status.STARTING;
            case LEAVING, REFUSED -> Status.STOPPING;
            case UNREGISTERED, REGISTERED ->
                now.isDrained() ? Status.DRAINED : now.isDraining() ? Status.DRAINING : Status.RUNNING;
        };
    }
}
