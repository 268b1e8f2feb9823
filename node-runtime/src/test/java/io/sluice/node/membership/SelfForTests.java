package io.sluice.node.membership;

import io.sluice.contracts.node.Epoch;
import java.util.UUID;

/** A node that knows itself to be registered, for tests of other packages. */
public final class SelfForTests {
    private SelfForTests() {}

    public static NodeSelf registered(NodeConfig config, Epoch epoch) {
        NodeSelf self = new NodeSelf(config);
        self.registered(new UUID(0, 1), epoch);
        return self;
    }
}
