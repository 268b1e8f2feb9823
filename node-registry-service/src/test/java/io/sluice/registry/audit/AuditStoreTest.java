package io.sluice.registry.audit;

import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;
import io.sluice.registry.RegistryDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditStoreTest {
    private static final NodeName NAME = new NodeName("n-1");

    private final RegistryDatabase database = RegistryDatabase.empty();
    private final AuditStore store = new AuditStore();

    @Test
    void entriesAreAnsweredInTheOrderInWhichTheyWereGiven() {
        List<NodeHistoryEntry> entries = append(
                entry(NodeChange.BARRIER_CLOSED, "closed"),
                entry(NodeChange.DRAINED, "drained"),
                entry(NodeChange.RESUMED, "resumed"));

        assertThat(entries).extracting(NodeHistoryEntry::detail).containsExactly("closed", "drained", "resumed");
        assertThat(entries.get(0).what()).isEqualTo("BARRIER_CLOSED");
        assertThat(entries.get(0).by()).isEqualTo("alice");
        assertThat(entries.get(0).epoch()).isEqualTo(new Epoch(3));
    }

    @Test
    void anEntryCannotBeChanged() {
        append(entry(NodeChange.DRAINED, "as it was"));

        assertThatThrownBy(() -> database.run("update audit set detail = 'as I would have it'"))
                .hasMessageContaining("append-only");
    }

    @Test
    void onlyWhatIsOlderThanTheRetentionIsDeleted() {
        append(entry(NodeChange.REGISTERED, "new"));
        database.run("insert into audit (name, at, what, actor, epoch, detail)"
                + " values ('n-1', now() - interval '401 days', 'REGISTERED', 'n-1', 1, 'old')");

        assertThat(await(store.cut(database.pool(), Duration.ofDays(400), 10))).isEqualTo(1);
        assertThat(database.rows("select detail from audit"))
                .extracting(row -> row.getString("detail"))
                .containsExactly("new");
    }

    @Test
    void noMoreAtOnceThanSaidAndYetAllThatIsOlderIsDeleted() {
        database.run(
                "insert into audit (name, at, what, actor, epoch, detail)"
                        + " select 'n-1', now() - interval '401 days', 'REGISTERED', 'n-1', 1, 'old' from generate_series(1, 30)");

        assertThat(await(store.cut(database.pool(), Duration.ofDays(400), 10))).isEqualTo(30);
        assertThat(database.count("audit")).isZero();
    }

    private List<NodeHistoryEntry> append(AuditEntry... entries) {
        return await(database.pool().withTransaction(tx -> store.append(tx, List.of(entries))));
    }

    private static AuditEntry entry(NodeChange what, String detail) {
        return new AuditEntry(NAME, what, "alice", new Epoch(3), detail);
    }
}
