package io.sluice.registry;

import static io.sluice.registry.RegistryDatabase.await;

import io.sluice.contracts.node.NodeName;
import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Puts nodes into the tables as registrations leave them, for tests of what happens to them later. */
public final class RegisteredNodes {
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final RegistryDatabase database;
    public final NodeColumns columns = new NodeColumns(GRACE);
    public final NodeStore store = new NodeStore(columns);

    public RegisteredNodes(RegistryDatabase database) {
        this.database = database;
    }

    /** A RUNNING agent of epoch 1 and revision 1, which dispatch has committed. */
    public NodeRow add(String name, int cap) {
        database.run("""
                insert into node (name, id, epoch, incarnation, kind, version, place, own_labels, own_task_cap, revision,
                    barrier_revision)
                values ('%s', '%s', 1, '%s', 'AGENT', '1.0', '{}', '{}', %d, 1, 1)""".formatted(name, UUID.randomUUID(), UUID.randomUUID(), cap));
        return get(name);
    }

    public NodeRow get(String name) {
        return find(name).orElseThrow();
    }

    public Optional<NodeRow> find(String name) {
        return await(store.find(database.pool(), new NodeName(name)));
    }

    /** As if it had not been seen for an hour. */
    public NodeRow forget(String name) {
        database.run("update node set last_seen_at = now() - interval '1 hour' where name = '" + name + "'");
        return get(name);
    }
}
