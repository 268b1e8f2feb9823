package io.sluice.registry.doors;

import static io.sluice.registry.RegistryClient.gateway;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.sluice.registry.RegistryComponent;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** In an application of its own, which keeps no connection afterwards. */
@QuarkusTest
@RegistryComponent
@TestProfile(StopComponentTest.OwnApplication.class)
class StopComponentTest {
    public static class OwnApplication implements QuarkusTestProfile {}

    @Inject
    Event<ShutdownDelayInitiatedEvent> toldToStop;

    @Test
    void aReplicaThatIsToldToStopServesOnAndEndsItsConnections() {
        gateway().get("/internal/v1/nodes").then().statusCode(200).header("Connection", nullValue());

        toldToStop.fire(new ShutdownDelayInitiatedEvent());

        gateway().get("/internal/v1/nodes").then().statusCode(200).header("Connection", equalTo("close"));
    }
}
