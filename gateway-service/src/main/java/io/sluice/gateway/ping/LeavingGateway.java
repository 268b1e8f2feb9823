package io.sluice.gateway.ping;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.membership.Standing;
import io.sluice.service.connection.ConnectionsEnd;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Sends clients elsewhere while this gateway drains, and from the moment on that its node begins to leave. */
@Singleton
class LeavingGateway {
    private final NodeSelf self;

    LeavingGateway(NodeSelf self) {
        this.self = self;
    }

    void register(@Observes Filters filters) {
        new ConnectionsEnd(this::goesAway).register(filters);
    }

    private boolean goesAway() {
        NodeSnapshot now = self.now();
        return now.isDraining() || now.standing() == Standing.LEAVING || now.standing() == Standing.REFUSED;
    }
}
