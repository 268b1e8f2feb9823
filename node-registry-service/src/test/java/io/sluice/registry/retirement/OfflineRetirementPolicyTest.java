package io.sluice.registry.retirement;

import static io.sluice.registry.node.NodeRowBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodeName;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.retirement.OfflineRetirementPolicy.Fleet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfflineRetirementPolicyTest {
    private static final Fleet CALM = new Fleet(10, 1);
    private static final NodeName NAME = new NodeName("n-1");

    @Test
    void aNodeThatIsGoneAndEmptyAndOfWhichNobodyRequestsAnythingGoes() {
        NodeRow node = aNode().offline().build();

        assertThat(OfflineRetirementPolicy.retirable(CALM, List.of(node), Map.of(NAME, 0)))
                .containsExactly(node);
    }

    @Test
    void aNodeThatDispatchDoesNotCountIsLeftToDispatch() {
        NodeRow node = aNode().offline().build();

        assertThat(OfflineRetirementPolicy.retirable(CALM, List.of(node), Map.of()))
                .containsExactly(node);
    }

    @Test
    void aNodeThatIsBackStays() {
        assertThat(retirable(aNode().build(), 0)).isEmpty();
    }

    @Test
    void aNodeWithALiveAttemptStays() {
        assertThat(retirable(aNode().offline().build(), 1)).isEmpty();
    }

    @Test
    void aDrainedNodeKeepsItsDrain() {
        assertThat(retirable(aNode().offline().draining().build(), 0)).isEmpty();
    }

    @Test
    void aNodeWithACapOfAnOperatorKeepsItEvenIfItIsZero() {
        assertThat(retirable(aNode().offline().withOperatorCap(0).build(), 0)).isEmpty();
    }

    @Test
    void aNodeWithLabelsOfAnOperatorKeepsThem() {
        NodeRow node =
                aNode().offline().withOperatorLabels(Map.of("tier", "batch")).build();

        assertThat(retirable(node, 0)).isEmpty();
    }

    @Test
    void aCapAndLabelsThatChangeNothingOfANodeAreNoRequest() {
        NodeRow node = aNode().offline()
                .withCap(5)
                .withOperatorCap(5)
                .withLabels(Map.of("tier", "batch"))
                .withOperatorLabels(Map.of("tier", "batch"))
                .build();

        assertThat(retirable(node, 0)).containsExactly(node);
    }

    @Test
    void aNodesOwnStopIsNoRequestOfAnOperator() {
        NodeRow node = aNode().offline().stopping().build();

        assertThat(retirable(node, 0)).containsExactly(node);
    }

    @Test
    void nobodyGoesWhileMostAreSilent() {
        NodeRow node = aNode().offline().build();

        assertThat(OfflineRetirementPolicy.retirable(new Fleet(1, 2), List.of(node), Map.of(NAME, 0)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0,   0, false",
        "0,   1, false",
        "0,   2, true",
        "45, 55, true",
        "46, 54, false",
        "1,   1, false",
        "2,   2, false",
        "4500, 5500, true"
    })
    void mostIsFiftyFivePercentAndTwo(int online, int silent, boolean most) {
        assertThat(new Fleet(online, silent).isMostlySilent()).isEqualTo(most);
    }

    private static List<NodeRow> retirable(NodeRow node, int liveAttempts) {
        return OfflineRetirementPolicy.retirable(CALM, List.of(node), Map.of(NAME, liveAttempts));
    }
}
