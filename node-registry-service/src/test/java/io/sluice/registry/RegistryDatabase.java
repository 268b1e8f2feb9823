package io.sluice.registry;

import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.test.ServiceDatabase;
import java.util.Map;
import java.util.UUID;

/** The database of the registry. Shared by all store tests; each begins with empty tables. */
public final class RegistryDatabase extends ServiceDatabase {
    private static RegistryDatabase shared;

    private RegistryDatabase() {
        super("registry");
    }

    /** The database, its tables emptied. */
    public static synchronized RegistryDatabase empty() {
        if (shared == null) {
            shared = new RegistryDatabase();
        }
        shared.run("truncate node, past_incarnation, audit, outbox, outbox_batch");
        return shared;
    }

    /** A registration of an agent of cap 5. */
    public static RegisterRequest registration(String name, UUID incarnation) {
        return registration(name, incarnation, 5);
    }

    public static RegisterRequest registration(String name, UUID incarnation, int cap) {
        return new RegisterRequest(
                new NodeName(name),
                NodeKind.AGENT,
                incarnation,
                "1.0",
                Map.of("zone", "a"),
                cap,
                Map.of("host", "h"),
                null);
    }
}
