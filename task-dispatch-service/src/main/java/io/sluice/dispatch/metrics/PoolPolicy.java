package io.sluice.dispatch.metrics;

import io.sluice.contracts.node.NodeStatus;
import io.sluice.service.metrics.PoolLabels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which pools have numbers of their own. Pure. */
final class PoolPolicy {
    private PoolPolicy() {}

    /**
     * What waits for a pool, what runs on it, and what its nodes could run.
     *
     * @param name empty for none
     * @param oldestSeconds how long the oldest of the waiting waits; 0 when none does
     * @param slots the task caps of its nodes, by what the nodes do; empty when it has no node
     * @param closedSlots those of RUNNING nodes that have closed themselves
     */
    record Pool(
            String name, long queued, long live, long oldestSeconds, Map<NodeStatus, Long> slots, long closedSlots) {
        Pool {
            slots = Map.copyOf(slots);
        }

        boolean hasTasks() {
            return queued + live > 0;
        }

        private long allSlots() {
            return slots.values().stream().mapToLong(Long::longValue).sum();
        }

        private Pool named(String other) {
            return new Pool(other, queued, live, oldestSeconds, slots, closedSlots);
        }

        private Pool plus(Pool other) {
            Map<NodeStatus, Long> both = new EnumMap<>(NodeStatus.class);
            both.putAll(slots);
            other.slots.forEach((status, more) -> both.merge(status, more, Long::sum));
            return new Pool(
                    name,
                    queued + other.queued,
                    live + other.live,
                    Math.max(oldestSeconds, other.oldestSeconds),
                    both,
                    closedSlots + other.closedSlots);
        }
    }

    /** At most this many pools by name, those with most to do and then the largest; see {@link PoolLabels}. */
    static List<Pool> bounded(List<Pool> pools, int most) {
        List<Pool> byDemand = new ArrayList<>(pools);
        byDemand.sort(Comparator.comparingLong((Pool pool) -> -(pool.queued() + pool.live()))
                .thenComparingLong(pool -> -pool.allSlots())
                .thenComparing(Pool::name));
        return PoolLabels.bounded(byDemand, Pool::name, Pool::plus, most).entrySet().stream()
                .map(entry -> entry.getValue().named(entry.getKey()))
                .toList();
    }
}
