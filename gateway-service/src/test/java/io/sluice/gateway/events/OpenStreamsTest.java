package io.sluice.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.test.Settings;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import org.junit.jupiter.api.Test;

class OpenStreamsTest {
    private final NodeSelf self = new NodeSelf(Settings.of(NodeConfig.class, "sluice.node.name", "gateway-test"));
    private final OpenStreams streams = new OpenStreams(self, () -> 2, new SimpleMeterRegistry());

    @Test
    void noMoreAreOpenThanAllowed() {
        OpenStreams.Place first = streams.open();
        streams.open();

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(streams::open)
                .satisfies(refusal -> assertThat(refusal.problem().is(ProblemType.UPSTREAM_UNAVAILABLE))
                        .isTrue());

        first.close();
        first.close();
        assertThat(streams.count()).isEqualTo(1);
        streams.open();
    }

    @Test
    void allEndWhenTheNodeStopsAndNoneIsOpenedAfterwards() {
        AssertSubscriber<String> subscriber = held(Multi.createFrom().nothing());

        self.leaves();

        subscriber.awaitCompletion().assertItems("farewell");
        assertThat(streams.count()).isZero();
        assertThatExceptionOfType(ProblemException.class).isThrownBy(streams::open);
    }

    @Test
    void whatEndsByItselfHasNoFarewell() {
        held(Multi.createFrom().items("a", "b")).awaitCompletion().assertItems("a", "b");

        assertThat(streams.count()).isZero();
    }

    @Test
    void aFailureComesThroughAndGivesThePlaceBack() {
        held(Multi.createFrom().failure(new IllegalStateException("broken")))
                .awaitFailure()
                .assertFailedWith(IllegalStateException.class, "broken");

        assertThat(streams.count()).isZero();
    }

    @Test
    void aClientThatLeavesGivesThePlaceBack() {
        AssertSubscriber<String> subscriber = held(Multi.createFrom().nothing());
        assertThat(streams.count()).isEqualTo(1);

        subscriber.cancel();

        assertThat(streams.count()).isZero();
    }

    private AssertSubscriber<String> held(Multi<String> stream) {
        return streams.hold(stream, () -> "farewell").subscribe().withSubscriber(AssertSubscriber.create(10));
    }
}
