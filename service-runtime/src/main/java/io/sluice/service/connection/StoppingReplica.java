package io.sluice.service.connection;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Sends callers elsewhere while a replica that was told to stop still serves ({@code quarkus.shutdown.delay}). A Service
 * that no longer has the replica does not do that: the connections that callers keep stay, and would break with a request
 * on them.
 */
@Singleton
class StoppingReplica implements Departure {
    private volatile boolean stopping;

    @Override
    public boolean hasBegun() {
        return stopping;
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }
}
