package io.sluice.gateway.console;

import static io.sluice.gateway.console.NodeViewBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodeView;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeTableTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    @Test
    void aPageHasAHundredRowsAndLeadsToItsNeighbours() {
        NodeTable table = NodeTable.of(nodes(250), query("", "2"), NOW);

        assertThat(table.rows()).hasSize(100);
        assertThat(table.rows().get(0).name()).isEqualTo("n-101");
        assertThat(table.isPaged()).isTrue();
        assertThat(table.range()).isEqualTo("101 to 200 of 250");
        assertThat(table.previous()).isEqualTo("/nodes?sort=name&name=&status=&label=");
        assertThat(table.next()).isEqualTo("/nodes?sort=name&name=&status=&label=&page=3");
        assertThat(table.address()).endsWith("&page=2");
        assertThat(table.sorted("cap")).doesNotContain("page");
    }

    @Test
    void pastTheLastPageIsTheLast() {
        NodeTable table = NodeTable.of(nodes(250), query("", "99"), NOW);

        assertThat(table.range()).isEqualTo("201 to 250 of 250");
        assertThat(table.next()).isEmpty();
    }

    @Test
    void exactlyAHundredAreOnePage() {
        NodeTable table = NodeTable.of(nodes(100), query("", "1"), NOW);

        assertThat(table.isPaged()).isFalse();
        assertThat(table.next()).isEmpty();
        assertThat(table.previous()).isEmpty();
    }

    @Test
    void aPageThatIsNoNumberIsTheFirst() {
        for (String page : List.of("0", "-1", "two", "", "99999999999")) {
            assertThat(query("", page).page()).as(page).isEqualTo(1);
        }
    }

    @Test
    void aPartOfTheNameIsEnough() {
        NodeTable table = NodeTable.of(nodes(250), query("-24", "1"), NOW);

        assertThat(table.found()).isEqualTo(10);
        assertThat(table.total()).isEqualTo(250);
        assertThat(table.rows().get(0).name()).isEqualTo("n-240");
    }

    @Test
    void noNodeIsOnePageOfNone() {
        NodeTable table = NodeTable.of(List.of(), query("", "3"), NOW);

        assertThat(table.rows()).isEmpty();
        assertThat(table.query().page()).isEqualTo(1);
    }

    private static NodeQuery query(String name, String page) {
        return NodeQuery.of("name", name, "", "", page);
    }

    private static List<NodeView> nodes(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> aNode(String.format("n-%03d", number), NOW).build())
                .toList();
    }
}
