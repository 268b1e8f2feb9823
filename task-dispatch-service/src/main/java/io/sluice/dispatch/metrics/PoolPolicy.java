package io.sluice.dispatch.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which pools have numbers of their own. Pure. */
final class PoolPolicy {
    /** Tasks that ask for no pool, and attempts on nodes of none. */
    static final String ANY = "any";

    /** All pools together for which there is no room: a label's values must not grow with what people write. */
    static final String OTHER = "other";

    private PoolPolicy() {}

    /**
     * What waits for a pool and what runs on it.
     *
     * @param name empty for none
     * @param oldestSeconds how long the oldest of the waiting waits; 0 when none does
     */
    record Pool(String name, long queued, long live, long oldestSeconds) {
        private Pool named(String other) {
            return new Pool(other, queued, live, oldestSeconds);
        }

        private Pool plus(Pool other) {
            return new Pool(
                    name, queued + other.queued, live + other.live, Math.max(oldestSeconds, other.oldestSeconds));
        }
    }

    /** At most this many pools by name, those with most to do, and {@link #OTHER} for the rest. No name comes twice. */
    static List<Pool> bounded(List<Pool> pools, int most) {
        List<Pool> byDemand = new ArrayList<>(pools);
        byDemand.sort(Comparator.comparingLong((Pool pool) -> -(pool.queued() + pool.live()))
                .thenComparing(Pool::name));
        Map<String, Pool> bounded = new LinkedHashMap<>();
        for (Pool pool : byDemand) {
            String name = pool.name().isEmpty() ? ANY : pool.name();
            if (!bounded.containsKey(name) && bounded.size() >= most && !name.equals(ANY)) {
                name = OTHER;
            }
            bounded.merge(name, pool.named(name), Pool::plus);
        }
        return List.copyOf(bounded.values());
    }
}
