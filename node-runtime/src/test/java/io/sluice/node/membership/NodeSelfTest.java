package io.sluice.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeKind;
import io.sluice.test.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeSelfTest {
    private static final Drain DRAIN = new Drain(true, "patch", "alice", null, null, null);
    private final NodeSelf self = new NodeSelf(Settings.of(NodeConfig.class, "sluice.node.name", "n-1"));

    @Test
    void isNotInServiceBeforeTheFirstRegistrationAttemptHasEnded() {
        assertThat(self.now().standing()).isEqualTo(Standing.STARTING);
        assertThat(self.now().isInService()).isFalse();
    }

    @Test
    void isInServiceWithoutARegistrySoThatOneOutageEmptiesNoLoadBalancer() {
        self.unregistered();

        assertThat(self.now().isInService()).isTrue();
        assertThat(self.now().isRegistered()).isFalse();
    }

    @Test
    void isOutOfServiceWhileItDrainsOrLeavesOrWasRefused() {
        self.registered(new UUID(0, 1), new Epoch(1));
        self.obey(new MergedDesiredState(DRAIN, 5, 0, false, false, 0));
        assertThat(self.now().isInService()).isFalse();
        self.obey(MergedDesiredState.initially(5));
        assertThat(self.now().isInService()).isTrue();
        self.leaves();
        assertThat(self.now().isInService()).isFalse();
        assertThat(self.now().isRegistered()).isTrue();
        self.refused();
        assertThat(self.now().isInService()).isFalse();
    }

    @Test
    void aDrainTakesAGatewayOutOfItsServiceAndHoldsUpNoRolloutOfAgents() {
        assertThat(self.now().isReady()).isFalse();
        self.registered(new UUID(0, 1), new Epoch(1));
        assertThat(self.now().isReady()).isTrue();
        assertThat(asGateway(self.now()).isReady()).isTrue();

        self.obey(new MergedDesiredState(DRAIN, 5, 0, false, false, 0));
        assertThat(self.now().isReady()).isTrue();
        assertThat(self.now().isInService()).isFalse();
        assertThat(asGateway(self.now()).isReady()).isFalse();

        self.leaves();
        assertThat(self.now().isReady()).isFalse();
    }

    private static NodeSnapshot asGateway(NodeSnapshot agent) {
        return new NodeSnapshot(
                agent.name(),
                NodeKind.GATEWAY,
                agent.incarnation(),
                agent.id(),
                agent.epoch(),
                agent.standing(),
                agent.drain(),
                agent.isDrained(),
                agent.taskCap(),
                agent.runningAttempts(),
                agent.closed());
    }

    @Test
    void nothingLeadsBackFromLeavingOrARefusal() {
        self.leaves();
        self.registered(new UUID(0, 1), new Epoch(1));
        self.unregistered();
        assertThat(self.now().standing()).isEqualTo(Standing.LEAVING);
        assertThat(self.now().epoch()).isEqualTo(new Epoch(1));

        self.refused();
        self.registered(new UUID(0, 1), new Epoch(2));
        self.leaves();
        assertThat(self.now().standing()).isEqualTo(Standing.REFUSED);
        assertThat(self.now().epoch()).isEqualTo(new Epoch(1));
    }

    @Test
    void whyItHasClosedItselfIsOneBoundedLine() {
        self.closes("no room\non /work" + "!".repeat(2_000));

        assertThat(self.now().closed()).startsWith("no room on /work!").hasSize(1_000);
        self.opens();
        assertThat(self.now().closed()).isNull();
    }

    @Test
    void listenersHearEachChangeOnceInOrderAndOneThatFailsDisturbsNobody() {
        List<String> heard = new ArrayList<>();
        self.onChange((before, after) -> {
            throw new IllegalStateException("on purpose");
        });
        self.onChange((before, after) -> {
            heard.add(before.runningAttempts() + "→" + after.runningAttempts());
            if (after.runningAttempts() == 1) {
                self.runs(2);
            }
        });

        self.runs(1);
        self.runs(2);
        self.runs(0);

        assertThat(heard).containsExactly("0→1", "1→2", "2→0");
    }
}
