package io.sluice.verification;

import io.sluice.contracts.node.NodeName;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads back through the API what became of a run's tasks. */
public final class Collector {
    /**
     * @param gateways at least one base address
     * @param token of a client
     */
    public Collector(List<URI> gateways, String token) {}

    /** The task cap of each node, as it is now: what {@link History} wants from before the run. */
    public Map<NodeName, Integer> caps() throws InterruptedException {
        return Map.of();
    }

    /** Waits until all have ended, or so long; then reads all. What could not be read until then is said so. */
    public Collected awaitEnded(Collection<Accepted> accepted, Duration longest) throws InterruptedException {
        return new Collected(Map.of(), Map.of(), List.of(), Instant.EPOCH);
    }
}
