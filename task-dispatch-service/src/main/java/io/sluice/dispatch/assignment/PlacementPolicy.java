package io.sluice.dispatch.assignment;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which task goes to which node. Tasks are served in the order given; each gets a slot of the node that matches it and is
 * the least full by its share of its cap, so that no node stays idle while another fills up. A task that finds no slot is
 * passed over, and no later one takes from it what it could have had. Pure.
 */
final class PlacementPolicy {
    private PlacementPolicy() {}

    /**
     * A node that takes tasks.
     *
     * @param types of the tasks that it runs
     * @param taskCap the most live attempts, above zero
     * @param live its live attempts; above the cap after it was lowered
     */
    record Node(NodeName name, Epoch epoch, Set<String> types, Map<String, String> labels, int taskCap, int live) {
        Node {
            types = Set.copyOf(types);
            labels = Map.copyOf(labels);
        }

        /** How many more it may take. */
        int slots() {
            return Math.max(0, taskCap - live);
        }
    }

    /** A task that waits: its type, which its node must run, and the labels that its node must have. */
    record Waiting(UUID taskId, String type, Map<String, String> selector) {
        private Kind kind() {
            return new Kind(type, selector);
        }
    }

    /** What tasks have in common that can go to the same nodes. */
    private record Kind(String type, Map<String, String> selector) {}

    /** This task goes to this node. */
    record Placement(UUID taskId, NodeName node, Epoch epoch) {}

    /** Places as many as there is room for. */
    static List<Placement> place(List<Node> nodes, List<Waiting> queue) {
        List<Load> loads = nodes.stream().map(Load::new).toList();
        Map<Kind, List<Load>> matching = new HashMap<>();
        List<Placement> placements = new ArrayList<>();
        for (Waiting task : queue) {
            List<Load> candidates = matching.computeIfAbsent(task.kind(), kind -> matching(loads, kind));
            leastFull(candidates).ifPresent(load -> placements.add(load.take(task)));
        }
        return placements;
    }

    /** Whether the node has every label that the selector names. */
    static boolean matches(Map<String, String> labels, Map<String, String> selector) {
        return labels.entrySet().containsAll(selector.entrySet());
    }

    private static List<Load> matching(List<Load> loads, Kind kind) {
        return loads.stream()
                .filter(load -> load.node.types().contains(kind.type()))
                .filter(load -> matches(load.node.labels(), kind.selector()))
                .toList();
    }

    private static Optional<Load> leastFull(List<Load> candidates) {
        Load best = null;
        for (Load candidate : candidates) {
            if (candidate.isFree() && (best == null || candidate.isLessFullThan(best))) {
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** A node while it fills up. */
    private static final class Load {
        private final Node node;
        private int live;

        private Load(Node node) {
            this.node = node;
            this.live = node.live();
        }

        private boolean isFree() {
            return live < node.taskCap();
        }

        /** By share of the cap; of equals the one with more room, then the first by name. */
        private boolean isLessFullThan(Load other) {
            // live / cap < other.live / other.cap, without fractions
            int byShare = Long.compare((long) live * other.node.taskCap(), (long) other.live * node.taskCap());
            if (byShare != 0) {
                return byShare < 0;
            }
            int byRoom = Integer.compare(node.taskCap() - live, other.node.taskCap() - other.live);
            return byRoom != 0 ? byRoom > 0 : node.name().compareTo(other.node.name()) < 0;
        }

        private Placement take(Waiting task) {
            live++;
            return new Placement(task.taskId(), node.name(), node.epoch());
        }
    }
}
