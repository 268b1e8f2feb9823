package io.sluice.registry.admission;

import io.sluice.registry.RegisteredNodes;
import io.sluice.registry.RegistryDatabase;
import io.sluice.registry.events.NodeEvents;

/** Pushes for the tests of other features. */
public final class AdmissionPushes {
    private AdmissionPushes() {}

    public static AdmissionPush to(
            DispatchPeer dispatch, RegistryDatabase database, RegisteredNodes nodes, NodeEvents events) {
        return new AdmissionPush(
                database.pool(), nodes.store, new AdmissionStore(nodes.columns, nodes.store), events, dispatch);
    }
}
