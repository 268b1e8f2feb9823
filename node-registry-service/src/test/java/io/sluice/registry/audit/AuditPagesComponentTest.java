package io.sluice.registry.audit;

import static io.sluice.registry.RegistryClient.gateway;
import static io.sluice.registry.RegistryClient.newName;
import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.audit.AuditPage;
import io.sluice.contracts.audit.AuditRecord;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;
import io.sluice.registry.RegistryComponent;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What SQL wrote, read through the entity. Each test has a node of its own, since others write beside it. */
@QuarkusTest
@RegistryComponent
class AuditPagesComponentTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

    @Inject
    Pool pool;

    @Inject
    AuditStore store;

    private final NodeName node = new NodeName(newName());

    @Test
    void everyColumnIsReadAsItWasWritten() {
        append(new AuditEntry(
                node,
                NodeChange.DRAIN_REQUESTED,
                "h\u00e9l\u00e8ne \uD83D\uDE80",
                new Epoch(7),
                "\"kernel\" \\ 5.15\n{}"));
        Row row = await(pool.preparedQuery("select * from audit where name = $1")
                        .execute(Tuple.of(node.value())))
                .iterator()
                .next();

        AuditRecord read = page(Map.of("node", node)).items().get(0);

        assertThat(read)
                .isEqualTo(new AuditRecord(
                        row.getLong("seq"),
                        row.getOffsetDateTime("at").toInstant(),
                        new NodeName(row.getString("name")),
                        row.getString("what"),
                        row.getString("actor"),
                        new Epoch(row.getLong("epoch")),
                        row.getString("detail")));
        assertThat(read.actor()).isEqualTo("h\u00e9l\u00e8ne \uD83D\uDE80");
        assertThat(history())
                .containsExactly(
                        new NodeHistoryEntry(read.at(), read.what(), read.actor(), read.epoch(), read.detail()));
    }

    @Test
    void anEntryMayHaveNoEpochAndAWordOfANewerVersion() {
        await(pool.preparedQuery("insert into audit (name, what, actor, detail) values ($1, 'NEW', 'bob', 'd')")
                .execute(Tuple.of(node.value())));

        AuditRecord read = page(Map.of("node", node)).items().get(0);

        assertThat(read.epoch()).isNull();
        assertThat(read.what()).isEqualTo("NEW");
        assertThat(history()).extracting(NodeHistoryEntry::epoch).containsOnlyNulls();
    }

    @Test
    void aPageIsByNodeActorAndKindOfChange() {
        String alice = newName();
        String bob = newName();
        append(
                entry(NodeChange.DRAIN_REQUESTED, alice, "1"),
                entry(NodeChange.RESUMED, bob, "2"),
                entry(NodeChange.CAP_CHANGED, alice, "3"),
                entry(NodeChange.RESUMED, alice, "4"));

        assertThat(details(Map.of("node", node))).containsExactly("4", "3", "2", "1");
        assertThat(details(Map.of("actor", alice))).containsExactly("4", "3", "1");
        assertThat(details(Map.of("actor", alice, "what", "resumed"))).containsExactly("4");
        assertThat(details(Map.of("node", node, "what", "RESUMED,CAP_CHANGED"))).containsExactly("4", "3", "2");
        assertThat(details(Map.of("node", node, "actor", bob, "what", "CAP_CHANGED")))
                .isEmpty();
        assertThat(details(Map.of("node", newName()))).isEmpty();
    }

    @Test
    void sinceIsInclusiveAndUntilExclusive() {
        insert(NOON, "1");
        insert(NOON.plusNanos(1_000), "2");
        insert(NOON.plusNanos(2_000), "3");

        assertThat(details(Map.of("node", node, "since", NOON.plusNanos(1_000))))
                .containsExactly("3", "2");
        assertThat(details(Map.of("node", node, "until", NOON.plusNanos(1_000))))
                .containsExactly("1");
        assertThat(details(Map.of("node", node, "since", NOON, "until", NOON.plusNanos(2_000))))
                .containsExactly("2", "1");
        assertThat(details(Map.of("node", node, "since", "2026-03-01T14:00:00.123458+02:00")))
                .containsExactly("3");
    }

    @Test
    void pagesOfOneMomentHoldEachEntryOnceWhileOthersAreAdded() {
        List<String> written = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
        written.forEach(detail -> insert(NOON, detail));

        assertThat(allPages(Map.of("node", node))).containsExactly("9", "8", "7", "6", "5", "4", "3", "2", "1", "0");
        assertThat(allPages(Map.of("node", node, "since", NOON, "until", NOON.plusSeconds(1))))
                .as("sorted by time and number")
                .filteredOn(written::contains)
                .containsExactly("9", "8", "7", "6", "5", "4", "3", "2", "1", "0");
    }

    @Test
    void theLastPageHasNoNextAlsoWhenItIsFull() {
        insert(NOON, "1");
        insert(NOON, "2");

        assertThat(page(Map.of("node", node, "limit", 1)).next()).isNotNull();
        assertThat(page(Map.of("node", node, "limit", 2)).next()).isNull();
    }

    @Test
    void everyWrongParameterIsNamedInOneAnswer() {
        gateway()
                .queryParams(Map.of(
                        "node", "NO NAME",
                        "actor", "x".repeat(201),
                        "what", "RESUMED,LAUGHED",
                        "since", "2026-02-30T00:00:00Z",
                        "until", "noon",
                        "before", "the start",
                        "limit", "1001",
                        "actr", "alice"))
                .get("/internal/v1/audit")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("invalid-request"))
                .body(
                        "errors.field",
                        containsInAnyOrder("node", "actor", "what", "since", "until", "before", "limit", "actr"));
    }

    /** Page after page of four, an entry being added after each. */
    private List<String> allPages(Map<String, Object> filter) {
        List<String> details = new ArrayList<>();
        AuditPage page = page(with(filter, "limit", 4));
        page.items().forEach(item -> details.add(item.detail()));
        while (page.next() != null) {
            insert(NOON, "added later");
            page = page(with(with(filter, "limit", 4), "before", page.next()));
            page.items().forEach(item -> details.add(item.detail()));
        }
        return details;
    }

    private static Map<String, Object> with(Map<String, Object> filter, String name, Object value) {
        Map<String, Object> wider = new HashMap<>(filter);
        wider.put(name, value);
        return wider;
    }

    private static List<String> details(Map<String, Object> filter) {
        return page(filter).items().stream().map(AuditRecord::detail).toList();
    }

    private static AuditPage page(Map<String, Object> filter) {
        Map<String, String> query = new HashMap<>();
        filter.forEach((name, value) -> query.put(name, value.toString()));
        return gateway()
                .queryParams(query)
                .get("/internal/v1/audit")
                .then()
                .statusCode(200)
                .extract()
                .as(AuditPage.class);
    }

    private List<NodeHistoryEntry> history() {
        return List.of(gateway()
                .get("/internal/v1/nodes/{name}/events", node.value())
                .then()
                .statusCode(200)
                .extract()
                .as(NodeHistoryEntry[].class));
    }

    private AuditEntry entry(NodeChange what, String actor, String detail) {
        return new AuditEntry(node, what, actor, new Epoch(1), detail);
    }

    private void append(AuditEntry... entries) {
        await(pool.withTransaction(transaction -> store.append(transaction, List.of(entries))));
    }

    private void insert(Instant at, String detail) {
        await(pool.preparedQuery("insert into audit (name, at, what, actor, detail) values ($1, $2, 'ONLINE', 'x', $3)")
                .execute(Tuple.of(node.value(), at.atOffset(ZoneOffset.UTC), detail)));
    }
}
