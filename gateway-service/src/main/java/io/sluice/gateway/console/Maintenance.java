package io.sluice.gateway.console;

import java.util.List;

/**
 * Maintenance of one node, step by step; each step says whether it is true now.
 *
 * @param drain of the node that is maintained
 */
record Maintenance(DrainProgress drain) {
    public NodeRow node() {
        return drain.node();
    }

    /**
     * One step.
     *
     * @param done whether it is true now
     * @param text what is to be true
     * @param how what to do for it, or what it waits for
     */
    record Step(boolean done, String text, String how) {}

    /** In the order in which they become true. */
    public List<Step> steps() {
        NodeRow node = node();
        boolean away = node.isDraining() && node.isOffline();
        return List.of(
                new Step(node.isOperatorsDrain(), "Drained by an operator", "Drain node, below."),
                new Step(
                        node.isDrained() || away,
                        "No task runs here, and none can start",
                        node.isDraining() ? node.drainProgress() : "Follows the drain."),
                new Step(
                        node.isDraining(),
                        node.isGateway()
                                ? "Out of the load balancer: its /ping says 503"
                                : "Not ready: its probe says so",
                        "Follows the drain within one heartbeat."),
                new Step(
                        away,
                        "Work on it: install updates, restart the machine",
                        node.isDrained()
                                ? "It may be stopped now. It keeps its drain when it comes back."
                                : "Wait until no task runs here."),
                new Step(
                        !node.isDraining() && !node.isOffline(),
                        "In service",
                        node.isOffline() || node.isStopping() ? "Start it again, then resume." : "Resume, below."));
    }
}
