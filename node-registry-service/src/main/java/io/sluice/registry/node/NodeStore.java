package io.sluice.registry.node;

import io.sluice.contracts.node.NodeName;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Reads nodes. */
@Singleton
public final class NodeStore {
    /** Namespaces of advisory locks in this database. */
    private static final int NAME_LOCK = 1;

    private static final int CAPACITY_LOCK = 2;

    private final NodeColumns columns;

    public NodeStore(NodeColumns columns) {
        this.columns = columns;
    }

    /** The node of this name. */
    public Uni<Optional<NodeRow>> find(SqlClient client, NodeName name) {
        return client.preparedQuery("select " + columns.all() + " from node n where n.name = $1")
                .execute(Tuple.of(name.value()))
                .map(this::first);
    }

    /** All nodes by name. */
    public Uni<List<NodeRow>> list(SqlClient client) {
        return client.preparedQuery("select " + columns.all() + " from node n order by n.name")
                .execute()
                .map(this::all);
    }

    /** The node of this name, which nobody else changes until the transaction ends. */
    public Uni<Optional<NodeRow>> lock(SqlConnection transaction, NodeName name) {
        return transaction
                .preparedQuery("select " + columns.all() + " from node n where n.name = $1 for update")
                .execute(Tuple.of(name.value()))
                .map(this::first);
    }

    /**
     * Until the transaction ends nobody else registers or retires this name. Taken before the first statement that
     * reads, so that the read sees all that was committed before.
     */
    public Uni<Void> lockName(SqlConnection transaction, NodeName name) {
        return transaction
                .preparedQuery("select pg_advisory_xact_lock($1, hashtext($2))")
                .execute(Tuple.of(NAME_LOCK, name.value()))
                .replaceWithVoid();
    }

    /** Until the transaction ends nobody else takes capacity away. Taken before the first that reads. */
    public Uni<Void> lockCapacity(SqlConnection transaction) {
        return transaction
                .preparedQuery("select pg_advisory_xact_lock($1, 0)")
                .execute(Tuple.of(CAPACITY_LOCK))
                .replaceWithVoid();
    }

    /** The first row, if there is one. */
    public Optional<NodeRow> first(RowSet<Row> rows) {
        return Rows.first(rows, columns::read);
    }

    /** All rows. */
    public List<NodeRow> all(RowSet<Row> rows) {
        return Rows.list(rows, columns::read);
    }
}
