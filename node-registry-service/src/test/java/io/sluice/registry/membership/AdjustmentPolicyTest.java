package io.sluice.registry.membership;

import static io.sluice.registry.node.NodeRowBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodePatch;
import io.sluice.registry.membership.AdjustmentPolicy.Adjustment;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdjustmentPolicyTest {
    @Test
    void whatIsNotNamedStaysAsItIs() {
        var node = aNode().withOperatorCap(3)
                .withOperatorLabels(Map.of("zone", "a"))
                .build();

        Adjustment adjustment = AdjustmentPolicy.onPatch(node, new NodePatch(null, null), Set.of());

        assertThat(adjustment).isEqualTo(new Adjustment(3, Map.of("zone", "a"), false, false));
        assertThat(adjustment.changesNothing()).isTrue();
    }

    @Test
    void aCapOverridesTheNodesOwn() {
        Adjustment adjustment = AdjustmentPolicy.onPatch(aNode().withCap(5).build(), new NodePatch(0, null), Set.of());

        assertThat(adjustment).isEqualTo(new Adjustment(0, Map.of(), true, false));
    }

    @Test
    void anOperatorsCapEqualToTheNodesOwnIsARequestOfItsOwn() {
        assertThat(AdjustmentPolicy.onPatch(aNode().withCap(5).build(), new NodePatch(5, null), Set.of())
                        .capChanged())
                .isTrue();
    }

    @Test
    void theSameCapAgainChangesNothing() {
        assertThat(AdjustmentPolicy.onPatch(aNode().withOperatorCap(2).build(), new NodePatch(2, null), Set.of())
                        .changesNothing())
                .isTrue();
    }

    @Test
    void labelsAreMergedAndANullTakesOneAway() {
        var node =
                aNode().withOperatorLabels(Map.of("zone", "a", "disk", "ssd")).build();
        Map<String, String> patch = new HashMap<>();
        patch.put("zone", null);
        patch.put("rack", "7");

        Adjustment adjustment = AdjustmentPolicy.onPatch(node, new NodePatch(null, patch), Set.of());

        assertThat(adjustment.operatorLabels()).isEqualTo(Map.of("disk", "ssd", "rack", "7"));
        assertThat(adjustment.labelsChanged()).isTrue();
    }

    @Test
    void takingAwayALabelThatNoOperatorSetChangesNothing() {
        Map<String, String> patch = new HashMap<>();
        patch.put("zone", null);

        assertThat(AdjustmentPolicy.onPatch(
                                aNode().withLabels(Map.of("zone", "own")).build(), new NodePatch(null, patch), Set.of())
                        .changesNothing())
                .isTrue();
    }

    @Test
    void aCapOfNullLiftsTheOperatorsSoThatTheNodesOwnCountsAgain() {
        var node = aNode().withCap(5)
                .withOperatorCap(0)
                .withOperatorLabels(Map.of("zone", "a"))
                .build();

        Adjustment adjustment = AdjustmentPolicy.onPatch(node, new NodePatch(null, null), Set.of("taskCap"));

        assertThat(adjustment).isEqualTo(new Adjustment(null, Map.of("zone", "a"), true, false));
        assertThat(adjustment.taskCap(node)).isEqualTo(5);
    }

    @Test
    void labelsOfNullLiftAllThatOperatorsSet() {
        var node = aNode().withLabels(Map.of("zone", "own"))
                .withOperatorCap(3)
                .withOperatorLabels(Map.of("zone", "a", "disk", "ssd"))
                .build();

        assertThat(AdjustmentPolicy.onPatch(node, new NodePatch(null, null), Set.of("labels")))
                .isEqualTo(new Adjustment(3, Map.of(), false, true));
    }

    @Test
    void liftingWhatNoOperatorSetChangesNothing() {
        assertThat(AdjustmentPolicy.onPatch(aNode().build(), new NodePatch(null, null), Set.of("taskCap", "labels"))
                        .changesNothing())
                .isTrue();
    }

    @Test
    void moreThan64LabelsOfOperatorsAreTooMany() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 65; i++) {
            many.put("key-" + i, "value");
        }

        assertThat(AdjustmentPolicy.violations(
                        AdjustmentPolicy.onPatch(aNode().build(), new NodePatch(null, many), Set.of())))
                .singleElement()
                .satisfies(error -> assertThat(error.field()).isEqualTo("labels"));
        many.remove("key-0");
        assertThat(AdjustmentPolicy.violations(
                        AdjustmentPolicy.onPatch(aNode().build(), new NodePatch(null, many), Set.of())))
                .isEmpty();
    }
}
