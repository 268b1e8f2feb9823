package io.sluice.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicasTest {
    private static final URI ONE = URI.create("http://one:1");
    private static final URI TWO = URI.create("http://two:2");
    private static final URI THREE = URI.create("http://three:3");
    private static final long NOW = Duration.ofHours(1).toNanos();

    private final Replicas replicas = new Replicas(List.of(ONE, TWO, THREE));

    @Test
    void eachIsFirstInItsTurn() {
        assertThat(replicas.inTurn(NOW)).containsExactly(ONE, TWO, THREE);
        assertThat(replicas.inTurn(NOW)).containsExactly(TWO, THREE, ONE);
        assertThat(replicas.inTurn(NOW)).containsExactly(THREE, ONE, TWO);
        assertThat(replicas.inTurn(NOW)).containsExactly(ONE, TWO, THREE);
    }

    @Test
    void oneThatFailedAMomentAgoComesLast() {
        replicas.failed(ONE, NOW);

        assertThat(replicas.inTurn(NOW)).containsExactly(TWO, THREE, ONE);
    }

    @Test
    void oneThatFailedLongAgoIsTriedInItsTurnAgain() {
        replicas.failed(ONE, NOW);

        assertThat(replicas.inTurn(NOW + Duration.ofSeconds(2).toNanos())).containsExactly(ONE, TWO, THREE);
    }

    @Test
    void whenAllFailedAllAreStillTried() {
        List.of(ONE, TWO, THREE).forEach(replica -> replicas.failed(replica, NOW));

        assertThat(replicas.inTurn(NOW)).containsExactly(ONE, TWO, THREE);
    }
}
