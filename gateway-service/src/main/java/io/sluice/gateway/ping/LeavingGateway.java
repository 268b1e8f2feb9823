package io.sluice.gateway.ping;

import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.membership.Standing;
import io.sluice.service.connection.Departure;
import jakarta.inject.Singleton;

/** Sends clients elsewhere while this gateway drains, and from the moment on that its node begins to leave. */
@Singleton
class LeavingGateway implements Departure {
    private final NodeSelf self;

    LeavingGateway(NodeSelf self) {
        this.self = self;
    }

    @Override
    public boolean hasBegun() {
        NodeSnapshot now = self.now();
        return now.isDraining() || now.standing() == Standing.LEAVING || now.standing() == Standing.REFUSED;
    }
}
