package io.sluice.gateway.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.gateway.api.nodes.NodeBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeFilterTest {
    private final NodeView node = NodeViewPolicy.join(
            NodeBuilder.aNode().labelled(Map.of("zone", "north", "tier", "")).build(), Loads.UNKNOWN);

    @Test
    void withoutARequestAllAreAdmitted() {
        assertThat(admits(List.of(), List.of())).isTrue();
    }

    @Test
    void anyOfTheStatusesWillDo() {
        assertThat(admits(List.of("OFFLINE", "RUNNING"), List.of())).isTrue();
        assertThat(admits(List.of("OFFLINE"), List.of())).isFalse();
    }

    @Test
    void allOfTheLabelsAreNeeded() {
        assertThat(admits(List.of(), List.of("zone=north", "tier="))).isTrue();
        assertThat(admits(List.of(), List.of("zone=north", "tier=gold"))).isFalse();
        assertThat(admits(List.of(), List.of("rack=1"))).isFalse();
    }

    @Test
    void everyWrongRequestIsNamed() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> NodeFilter.parse(List.of("GONE", "running"), List.of("zone", "=north")))
                .satisfies(refusal -> assertThat(refusal.problem().errors())
                        .extracting("field")
                        .containsExactly("status", "label"));
    }

    private boolean admits(List<String> statuses, List<String> labels) {
        return NodeFilter.parse(statuses, labels).admits(node);
    }
}
