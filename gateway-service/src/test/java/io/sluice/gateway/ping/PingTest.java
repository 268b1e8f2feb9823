package io.sluice.gateway.ping;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.membership.Standing;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PingTest {
    private static final Drain PATCH = new Drain(true, "patch", "alice", null, null, null);

    @Test
    void aDrainIsDrainingUntilDispatchHasSaidThatItIsDrained() {
        assertThat(status(Standing.REGISTERED, Drain.OFF, false)).isEqualTo(Ping.Status.RUNNING);
        assertThat(status(Standing.REGISTERED, PATCH, false)).isEqualTo(Ping.Status.DRAINING);
        assertThat(status(Standing.REGISTERED, PATCH, true)).isEqualTo(Ping.Status.DRAINED);
        assertThat(status(Standing.REGISTERED, Drain.OFF, true)).isEqualTo(Ping.Status.RUNNING);
    }

    @Test
    void aProcessThatEndsIsStoppingWhateverItsDrain() {
        assertThat(status(Standing.LEAVING, PATCH, true)).isEqualTo(Ping.Status.STOPPING);
        assertThat(status(Standing.REFUSED, PATCH, true)).isEqualTo(Ping.Status.STOPPING);
    }

    private static Ping.Status status(Standing standing, Drain drain, boolean drained) {
        return Ping.of(new NodeSnapshot(
                        new NodeName("g-1"),
                        NodeKind.GATEWAY,
                        new UUID(0, 1),
                        new UUID(0, 2),
                        new Epoch(1),
                        standing,
                        drain,
                        drained,
                        0,
                        0,
                        null))
                .status();
    }
}
