package io.sluice.gateway.console;

import static io.sluice.gateway.console.NodeViewBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.NodeStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaintenanceTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final Drain ON = new Drain(true, "kernel patch", "alice", NOW.minusSeconds(90), null, null);

    @Test
    void aNodeInServiceHasOnlyTheLastStep() {
        assertThat(done(node(NodeStatus.RUNNING, Drain.OFF, 2))).containsExactly(false, false, false, false, true);
    }

    @Test
    void aDrainIsOutOfTheLoadBalancerBeforeItIsEmpty() {
        assertThat(done(node(NodeStatus.DRAINING, ON, 2))).containsExactly(true, false, true, false, false);
    }

    @Test
    void aDrainedNodeMayBeStopped() {
        NodeRow drained = node(NodeStatus.DRAINED, ON, 0);

        assertThat(done(drained)).containsExactly(true, true, true, false, false);
        assertThat(new Maintenance(DrainProgress.none(drained)).steps().get(3).how())
                .startsWith("It may be stopped now");
    }

    @Test
    void aDrainedNodeThatWentIsWorkedOn() {
        assertThat(done(node(NodeStatus.OFFLINE, ON, 0))).containsExactly(true, true, true, true, false);
    }

    @Test
    void aNodeThatWentByItselfIsNotInMaintenance() {
        assertThat(done(node(NodeStatus.OFFLINE, Drain.OFF, 0))).containsExactly(false, false, false, false, false);
    }

    @Test
    void aDrainSaysWhoAskedAndWhatItWaitsFor() {
        NodeRow draining = node(NodeStatus.DRAINING, ON, 1);

        assertThat(draining.drainBy()).isEqualTo("alice");
        assertThat(draining.drainSince()).isNotNull().extracting(Moment::ago).isEqualTo("1 min ago");
        assertThat(draining.drainProgress()).isEqualTo("No task can start here; 1 task left.");
        assertThat(draining.refresh()).isEqualTo("1s");
    }

    private static List<Boolean> done(NodeRow node) {
        return new Maintenance(DrainProgress.none(node))
                .steps().stream().map(Maintenance.Step::done).toList();
    }

    private static NodeRow node(NodeStatus status, Drain drain, int running) {
        return new NodeRow(
                aNode("n-7", NOW).in(status).with(drain).running(running).build(), NOW);
    }
}
