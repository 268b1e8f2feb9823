package io.sluice.service.peer;

import io.sluice.service.auth.Credentials;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Makes the peers of this service. */
@Singleton
public final class PeerFactory {
    private final Vertx vertx;
    private final Credentials credentials;

    PeerFactory(Vertx vertx, Credentials credentials) {
        this.vertx = vertx;
        this.credentials = credentials;
    }

    /**
     * A service that answers at each of these addresses.
     *
     * @param name of the service, for the log and for callers, who are never told its addresses
     * @param addresses of its replicas, or of a load balancer before them; at least one
     * @param timeout for each try
     */
    public Peer peer(String name, List<URI> addresses, Duration timeout) {
        return new Peer(vertx, name, addresses, timeout, credentials::headers);
    }
}
