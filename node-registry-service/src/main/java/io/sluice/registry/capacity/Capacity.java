package io.sluice.registry.capacity;

import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.sluice.registry.settings.RegistryConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What the cluster can take, and the floor under it. Who takes slots away holds the lock, so that the next counts what is left. */
@Singleton
public final class Capacity {
    private final NodeStore nodes;
    private final int floor;
    private final String count;

    @Inject
    Capacity(NodeColumns columns, NodeStore nodes, RegistryConfig config) {
        this(columns, nodes, config.capacityFloor());
    }

    /** With this floor. */
    public Capacity(NodeColumns columns, NodeStore nodes, int floor) {
        this.nodes = nodes;
        this.floor = floor;
        this.count = """
                select coalesce(sum(coalesce(n.operator_task_cap, n.own_task_cap)) filter (where %s), 0)::int as slots,
                       clock_timestamp() as at
                from node n""".formatted(columns.running());
    }

    /** The fewest slots that may be left. */
    public int floor() {
        return floor;
    }

    /** Until the transaction ends nobody else takes capacity away. Taken before the first statement that reads. */
    public Uni<Void> lock(SqlConnection transaction) {
        return nodes.lockCapacity(transaction);
    }

    /** Slots of all nodes that are RUNNING. */
    public Uni<Slots> count(SqlClient client) {
        return client.preparedQuery(count).execute().map(rows -> {
            Row row = rows.iterator().next();
            return new Slots(
                    row.getInteger("slots"), row.getOffsetDateTime("at").toInstant());
        });
    }

    /** Whether there would be too little once the node gives so many slots. */
    public Optional<BelowFloor> refusal(NodeRow node, Slots slots, int slotsThen, FloorCheck check) {
        return CapacityPolicy.refusal(node, slots.capacity(), slotsThen, floor, check);
    }
}
