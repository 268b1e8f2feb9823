package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PortPolicyTest {
    private final AtomicInteger free = new AtomicInteger(50_000);

    @Test
    void whatIsNotRequestedGetsAFreePort() {
        PortPolicy.Plan plan = plan(List.of("kafka", "agent-1"), Map.of(), Map.of(), Set.of());
        assertThat(plan.ports()).containsEntry("kafka", 50_000).containsEntry("agent-1", 50_001);
        assertThat(plan.taken()).isEmpty();
    }

    @Test
    void aRememberedPortIsKept() {
        PortPolicy.Plan plan = plan(List.of("kafka"), Map.of(), Map.of("kafka", 41_000), Set.of());
        assertThat(plan.ports()).containsEntry("kafka", 41_000);
    }

    @Test
    void aRememberedPortThatIsTakenIsReplacedWithoutAWord() {
        PortPolicy.Plan plan = plan(List.of("kafka"), Map.of(), Map.of("kafka", 41_000), Set.of(41_000));
        assertThat(plan.ports()).containsEntry("kafka", 50_000);
        assertThat(plan.taken()).isEmpty();
    }

    @Test
    void aRequestedPortThatIsTakenIsReported() {
        PortPolicy.Plan plan = plan(
                List.of("gateway-1", "gateway-2"),
                Map.of("gateway-1", 8080, "gateway-2", 8081),
                Map.of(),
                Set.of(8081));
        assertThat(plan.taken()).containsExactly(new PortPolicy.Taken("gateway-2", 8081));
    }

    @Test
    void aRequestGoesOverWhatIsRemembered() {
        PortPolicy.Plan plan =
                plan(List.of("gateway-1"), Map.of("gateway-1", 9090), Map.of("gateway-1", 8080), Set.of());
        assertThat(plan.ports()).containsEntry("gateway-1", 9090);
    }

    @Test
    void noPortIsGivenTwice() {
        // Remembered for an agent, and now requested for a gateway; remembered twice; and free twice in a row.
        PortPolicy.Plan plan = plan(
                List.of("agent-1", "agent-2", "agent-3", "gateway-1"),
                Map.of("gateway-1", 50_000),
                Map.of("agent-1", 50_000, "agent-2", 41_000, "agent-3", 41_000),
                Set.of());
        assertThat(plan.ports().values()).doesNotHaveDuplicates();
        assertThat(plan.ports()).containsEntry("gateway-1", 50_000).containsEntry("agent-2", 41_000);
    }

    private PortPolicy.Plan plan(
            List<String> names, Map<String, Integer> requested, Map<String, Integer> remembered, Set<Integer> taken) {
        return PortPolicy.plan(names, requested, remembered, port -> !taken.contains(port), free::getAndIncrement);
    }
}
