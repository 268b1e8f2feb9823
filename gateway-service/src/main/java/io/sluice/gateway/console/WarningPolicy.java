package io.sluice.gateway.console;

import io.sluice.contracts.node.Closed;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.task.Calm;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.contracts.task.StuckTasks;
import io.sluice.gateway.cluster.Clusters.Answers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the overview warns of, the widest first, each with its remedy. Pure. */
final class WarningPolicy {
    private static final int MAX_NODES = 5;
    private static final String RESUME = "'sluice queue resume' lets it go on.";

    private WarningPolicy() {}

    /**
     * All that is wrong; empty when nothing is.
     *
     * @param stuck tasks that no node can take
     * @param oldest a queued task may wait so long without a warning, inclusive
     * @param now for what people read
     */
    static List<Warning> of(Answers answers, List<StuckTasks> stuck, Duration oldest, Instant now) {
        List<Warning> warnings = new ArrayList<>();
        if (answers.nodes().isEmpty()) {
            warnings.add(new Warning(
                    "The registry does not answer: nodes are not known at present.",
                    "See that it runs, and that sluice.gateway.registry-urls names it. What runs goes on."));
        }
        if (answers.queue().isEmpty()) {
            warnings.add(new Warning(
                    "Task dispatch does not answer: the queue is not known at present.",
                    "See that it runs, and that sluice.gateway.dispatch-urls names it. What runs goes on."));
        }
        answers.queue().ifPresent(queue -> ofQueue(queue, oldest, now, warnings));
        stuck.forEach(tasks -> warnings.add(ofStuck(tasks)));
        answers.nodes().ifPresent(nodes -> ofNodes(nodes, now, warnings));
        return warnings;
    }

    private static void ofQueue(QueueSummary queue, Duration oldest, Instant now, List<Warning> warnings) {
        Calm calm = queue.calm();
        if (calm != null) {
            warnings.add(
                    new Warning(
                            "Calm: no silent node is declared lost at present. " + calm.text(),
                            "It ends by itself, at " + Ago.exactly(calm.until())
                                    + " at the latest. Until then see to the network and the database rather than to single nodes."));
        }
        Duration waited = Duration.ofSeconds(queue.oldestQueuedSeconds());
        if (queue.paused()) {
            warnings.add(new Warning("The queue is paused: nothing is assigned." + pausedBy(queue, now), RESUME));
        } else if (queue.queued() > 0 && waited.compareTo(oldest) > 0) {
            warnings.add(new Warning(
                    "The oldest queued task has waited for " + Ago.length(waited) + ", longer than "
                            + Ago.length(oldest) + ".",
                    "See what tasks wait for; more nodes, higher task caps or a drain that is lifted let them go on.",
                    "/tasks?state=QUEUED",
                    "Queued tasks"));
        }
    }

    private static String pausedBy(QueueSummary queue, Instant now) {
        if (queue.pausedBy() == null || queue.pausedSince() == null) {
            return "";
        }
        return " By " + queue.pausedBy() + ", " + Ago.text(queue.pausedSince(), now)
                + (queue.pauseNote() == null ? "." : ": " + queue.pauseNote());
    }

    private static Warning ofStuck(StuckTasks tasks) {
        String count = tasks.count() >= StuckTasks.MAX_COUNTED ? tasks.count() + " or more" : "" + tasks.count();
        return new Warning(
                "No node can take " + count + (tasks.count() == 1 ? " queued task." : " queued tasks."),
                sentence(tasks.reason().text()),
                "/tasks/" + tasks.first(),
                tasks.count() == 1 ? "The task" : "The first of them");
    }

    private static String sentence(String text) {
        String upper = text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return upper.endsWith(".") ? upper : upper + ".";
    }

    private static void ofNodes(List<NodeView> nodes, Instant now, List<Warning> warnings) {
        List<NodeView> offline = nodes.stream()
                .filter(node -> node.status() == NodeStatus.OFFLINE)
                .toList();
        offline.stream().limit(MAX_NODES).forEach(node -> warnings.add(ofOffline(node, now)));
        if (offline.size() > MAX_NODES) {
            warnings.add(new Warning(
                    (offline.size() - MAX_NODES) + " more nodes are OFFLINE.",
                    "Many at once are rarely the nodes: see to what they have in common.",
                    "/nodes?status=OFFLINE",
                    "All of them"));
        }
        List<NodeView> closed = nodes.stream()
                .filter(node -> node.status() != NodeStatus.OFFLINE && node.closed() != null)
                .toList();
        closed.stream().limit(MAX_NODES).forEach(node -> warnings.add(ofClosed(node, now)));
        if (closed.size() > MAX_NODES) {
            warnings.add(new Warning(
                    (closed.size() - MAX_NODES) + " more nodes have closed themselves.",
                    "Many at once may have a disk or a setting in common.",
                    "/nodes",
                    "The nodes"));
        }
    }

    private static Warning ofClosed(NodeView node, Instant now) {
        Closed closed = Objects.requireNonNull(node.closed());
        return new Warning(
                node.name() + " closed itself " + Ago.text(closed.since(), now) + " and takes no task: "
                        + sentence(closed.reason()),
                "Mend that; the node opens by itself.",
                "/nodes/" + node.name(),
                "The node");
    }

    private static Warning ofOffline(NodeView node, Instant now) {
        String since = node.offlineSince() == null ? "" : ", it went " + Ago.text(node.offlineSince(), now);
        String drained =
                node.drain().enabled() ? " It is drained: " + node.drain().reason() + "." : "";
        return new Warning(
                node.name() + " is OFFLINE" + since + "." + drained,
                "Start it again, or see why it can't reach a gateway; delete it if it will not come back.",
                "/nodes/" + node.name(),
                "The node");
    }
}
