package io.sluice.registry.audit;

import static io.sluice.registry.RegistryClient.newName;
import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.registry.RegistryComponent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing is written through the entity, whichever way is tried. */
@QuarkusTest
@RegistryComponent
class AuditRowComponentTest {
    @Inject
    Pool pool;

    @Inject
    AuditStore store;

    @Inject
    AuditRepository repository;

    private final NodeName node = new NodeName(newName());

    @BeforeEach
    void anEntry() {
        await(pool.withTransaction(transaction -> store.append(
                transaction, List.of(new AuditEntry(node, NodeChange.RESUMED, "alice", new Epoch(1), "as it was")))));
    }

    @Test
    void aChangedFieldIsNotStored() throws Throwable {
        inTransaction(session -> repository
                .find("node", node.value())
                .firstResult()
                .invoke(AuditRowComponentTest::change)
                .chain(session::flush));

        assertThat(details()).containsExactly("as it was");
    }

    @Test
    void aStatementThatChangesIsRefused() {
        assertThatThrownBy(() -> inTransaction(session -> session.createMutationQuery(
                                "update AuditRow set detail = 'as I would have it' where node = :node")
                        .setParameter("node", node.value())
                        .executeUpdate()))
                .isNotNull();
        assertThat(details()).containsExactly("as it was");
    }

    @Test
    void aNewEntryIsRefused() {
        assertThatThrownBy(() -> inTransaction(session -> session.persist(new AuditRow())))
                .hasStackTraceContaining("written by AuditStore alone");
    }

    @Test
    void aRemovalIsRefused() {
        assertThatThrownBy(() -> inTransaction(session ->
                        repository.find("node", node.value()).firstResult().chain(session::remove)))
                .hasStackTraceContaining("written by AuditStore alone");
        assertThat(details()).containsExactly("as it was");
    }

    private void inTransaction(Function<Mutiny.Session, Uni<?>> work) throws Throwable {
        VertxContextSupport.subscribeAndAwait(
                () -> Panache.withTransaction(() -> Panache.getSession().chain(work::apply)));
    }

    private List<String> details() {
        List<String> details = new ArrayList<>();
        await(pool.preparedQuery("select detail from audit where name = $1").execute(Tuple.of(node.value())))
                .forEach(row -> details.add(row.getString("detail")));
        return details;
    }

    private static void change(AuditRow row) {
        try {
            Field detail = AuditRow.class.getDeclaredField("detail");
            detail.setAccessible(true);
            detail.set(row, "as I would have it");
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
