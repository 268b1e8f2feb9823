package io.sluice.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.service.auth.NodeProof;
import org.junit.jupiter.api.Test;

class NewcomersTest {
    private static final NodeProof ONE = new NodeProof(false, "one");
    private static final NodeProof OTHER = new NodeProof(false, "other");

    private final Newcomers newcomers = new Newcomers(1);

    @Test
    void onlySoManyAreUnderWayWhomNobodyKnows() {
        Newcomers.Visit visit = newcomers.enter(ONE).orElseThrow();

        assertThat(newcomers.enter(OTHER)).isEmpty();
        visit.answered(403);
        assertThat(newcomers.enter(OTHER)).isPresent();
    }

    @Test
    void whoWasTakenByAServiceDoesNotWaitBehindThem() {
        newcomers.enter(ONE).orElseThrow().answered(200);
        newcomers.enter(OTHER);

        assertThat(newcomers.enter(ONE)).isPresent();
        assertThat(newcomers.enter(ONE)).isPresent();
    }

    @Test
    void whoIsRefusedIsANewcomerAgain() {
        newcomers.enter(ONE).orElseThrow().answered(200);
        newcomers.enter(ONE).orElseThrow().answered(403);
        newcomers.enter(OTHER);

        assertThat(newcomers.enter(ONE)).isEmpty();
    }

    /** A service that is away says nothing of who called. */
    @Test
    void whoGetsNoAnswerStaysWhatItWas() {
        newcomers.enter(ONE).orElseThrow().answered(200);
        newcomers.enter(ONE).orElseThrow().answered(503);
        newcomers.enter(OTHER).orElseThrow().answered(503);
        newcomers.enter(OTHER);

        assertThat(newcomers.enter(ONE)).isPresent();
        assertThat(newcomers.enter(OTHER)).isEmpty();
    }

    @Test
    void theJoinTokenVouchesForItself() {
        newcomers.enter(OTHER);

        assertThat(newcomers.enter(NodeProof.JOIN_TOKEN)).isPresent();
        assertThat(newcomers.enter(new NodeProof(true, "one"))).isPresent();
    }

    @Test
    void aCallThatEndsTwiceIsCountedOnce() {
        Newcomers.Visit visit = newcomers.enter(ONE).orElseThrow();
        visit.over();
        visit.over();
        newcomers.enter(OTHER);

        assertThat(newcomers.enter(ONE)).isEmpty();
    }
}
