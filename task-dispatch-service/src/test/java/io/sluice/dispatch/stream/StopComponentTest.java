package io.sluice.dispatch.stream;

import static io.sluice.dispatch.DispatchClient.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.dispatch.DispatchComponent;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.TestNode;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** In an application of its own, which takes no node in afterwards. */
@QuarkusTest
@DispatchComponent
@TestProfile(StopComponentTest.OwnApplication.class)
class StopComponentTest {
    public static class OwnApplication implements QuarkusTestProfile {}

    @TestHTTPResource
    URI base;

    @Inject
    Event<ShutdownDelayInitiatedEvent> toldToStop;

    @Test
    void aReplicaThatIsToldToStopSendsItsNodesAwayWhileItStillServes() {
        TestNode node = new TestNode(base);
        TestNode.Stream stream = node.admit(1).attach();
        stream.next(StreamFrame.Admission.class);

        toldToStop.fire(new ShutdownDelayInitiatedEvent());

        stream.next(StreamFrame.GoAway.class);
        stream.awaitEnd();
        assertThat(DispatchDatabase.ofApplication()
                        .count("node_lease where name = '" + node.name() + "' and stream is not null"))
                .isZero();
        node().get("/node/v1/dispatch/nodes/{name}/stream?epoch=1", node.name().value())
                .then()
                .statusCode(503)
                .header("Connection", equalTo("close"))
                .body("type", equalTo("upstream-unavailable"));
    }
}
