package io.sluice.registry.membership;

import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Operators' caps and labels as stored. */
@Singleton
final class AdjustmentStore {
    private final NodeStore nodes;
    private final String adjust;

    AdjustmentStore(NodeColumns columns, NodeStore nodes) {
        this.nodes = nodes;
        this.adjust = """
                update node n set operator_task_cap = $3, operator_labels = $4,
                    revision = n.revision + 1, revised_at = now()
                where n.name = $1 and n.revision = $2
                returning %s""".formatted(columns.all());
    }

    /** Empty when the node has changed since it was seen. */
    Uni<Optional<NodeRow>> adjust(SqlConnection transaction, NodeRow seen, AdjustmentPolicy.Adjustment adjustment) {
        JsonObject labels = new JsonObject();
        adjustment.operatorLabels().forEach(labels::put);
        return transaction
                .preparedQuery(adjust)
                .execute(Tuple.tuple()
                        .addString(seen.name().value())
                        .addLong(seen.revision())
                        .addInteger(adjustment.operatorTaskCap())
                        .addJsonObject(labels))
                .map(nodes::first);
    }
}
