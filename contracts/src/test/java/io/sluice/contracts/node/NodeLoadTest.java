package io.sluice.contracts.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodeLoadTest {
    @Test
    void aCountBehindTheBarrierIsFinal() {
        assertThat(load(3, 7, false).finalAttempts(7, new Epoch(3))).hasValue(2);
        assertThat(load(4, 8, false).finalAttempts(7, new Epoch(3))).hasValue(2);
    }

    @Test
    void aCountThatAnotherAttemptMayFollowIsNot() {
        assertThat(load(3, 7, true).finalAttempts(7, new Epoch(3))).isEmpty();
        assertThat(load(3, 6, false).finalAttempts(7, new Epoch(3))).isEmpty();
        assertThat(load(2, 7, false).finalAttempts(7, new Epoch(3))).isEmpty();
    }

    private static NodeLoad load(long epoch, long revision, boolean open) {
        return new NodeLoad(new NodeName("n-1"), new Epoch(epoch), revision, open, true, 5, 2, Instant.EPOCH);
    }
}
