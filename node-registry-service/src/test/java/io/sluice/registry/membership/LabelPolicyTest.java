package io.sluice.registry.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.LabelKey;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.contracts.problem.FieldError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LabelPolicyTest {
    @Test
    void ordinaryLabelsAreFine() {
        assertThat(LabelPolicy.violations(registration(Map.of("zone", "eu-1", "gpu", ""), Map.of("pod", "agent-0"))))
                .isEmpty();
    }

    @Test
    void aLabelLongerThanASelectorCanHoldIsRefused() {
        assertThat(fields(LabelPolicy.violations(registration(Map.of("zone", "x".repeat(64)), Map.of()))))
                .containsExactly("labels.zone");
        assertThat(fields(LabelPolicy.violations(registration(Map.of("x".repeat(64), "v"), Map.of()))))
                .containsExactly("labels." + "x".repeat(64));
    }

    @Test
    void everyWrongEntryIsNamed() {
        Map<String, String> labels = new HashMap<>();
        labels.put("a", null);
        labels.put("b", "\0");

        assertThat(fields(LabelPolicy.violations(registration(labels, Map.of("host", "x".repeat(254))))))
                .containsExactlyInAnyOrder("labels.a", "labels.b", "place.host");
    }

    @Test
    void inAPatchANullTakesALabelAway() {
        Map<String, String> labels = new HashMap<>();
        labels.put("a", null);

        assertThat(LabelPolicy.violations(new NodePatch(null, labels), Set.of()))
                .isEmpty();
    }

    @Test
    void aKeyIsAsKubernetesHasIt() {
        assertThat(LabelPolicy.violations(registration(Map.of("topology.kubernetes.io/zone", "eu west"), Map.of())))
                .isEmpty();
        assertThat(LabelPolicy.violations(registration(Map.of("my key", "v"), Map.of())))
                .containsExactly(new FieldError("labels.my key", LabelKey.RULE));
        assertThat(LabelPolicy.violations(new NodePatch(null, Map.of("my key", "v")), Set.of()))
                .containsExactly(new FieldError("labels.my key", LabelKey.RULE));
    }

    @Test
    void aLabelFromBeforeKeysHadAFormCanBeTakenAway() {
        Map<String, String> labels = new HashMap<>();
        labels.put("my key", null);

        assertThat(LabelPolicy.violations(new NodePatch(null, labels), Set.of()))
                .isEmpty();
    }

    @Test
    void aPatchOfNothingIsRefused() {
        assertThat(fields(LabelPolicy.violations(new NodePatch(null, null), Set.of())))
                .containsExactly("body");
        assertThat(fields(LabelPolicy.violations(new NodePatch(null, null, true), Set.of("force"))))
                .containsExactly("body");
    }

    @Test
    void aPatchThatOnlyTakesAwayIsOne() {
        assertThat(LabelPolicy.violations(new NodePatch(null, null), Set.of("taskCap")))
                .isEmpty();
        assertThat(LabelPolicy.violations(new NodePatch(null, null), Set.of("labels")))
                .isEmpty();
    }

    private static RegisterRequest registration(Map<String, String> labels, Map<String, String> place) {
        return new RegisterRequest(new NodeName("n-1"), NodeKind.AGENT, new UUID(4, 1), "1.0", labels, 5, place, null);
    }

    private static List<String> fields(List<FieldError> errors) {
        return errors.stream().map(FieldError::field).toList();
    }
}
