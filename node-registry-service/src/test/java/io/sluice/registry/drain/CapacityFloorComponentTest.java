package io.sluice.registry.drain;

import static io.sluice.registry.RegistryClient.drain;
import static io.sluice.registry.RegistryClient.gateway;
import static io.sluice.registry.RegistryClient.get;
import static io.sluice.registry.RegistryClient.newName;
import static io.sluice.registry.RegistryClient.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.sluice.registry.RegistryComponent;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RegistryComponent
@TestProfile(CapacityFloorComponentTest.AFloorOfFive.class)
class CapacityFloorComponentTest {
    public static final class AFloorOfFive implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.registry.capacity-floor", "5", "sluice.registry.offline-grace", "60s");
        }
    }

    @Test
    void aDrainOrACapThatLeavesTooLittleIsRefusedUnlessForced() {
        String first = newName();
        String second = newName();
        register(first, UUID.randomUUID());
        register(second, UUID.randomUUID());

        drain(first, "kernel patch");
        gateway()
                .body(Map.of("reason", "kernel patch"))
                .put("/internal/v1/nodes/{name}/drain", second)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("capacity-floor"))
                .body("detail", containsString(second))
                .body("detail", containsString("0 of 5 slots"));
        assertThat(get(second).drain().enabled()).isFalse();

        gateway()
                .body(Map.of("reason", "kernel patch"))
                .put("/internal/v1/nodes/{name}/drain?dryRun=true", second)
                .then()
                .statusCode(200)
                .body("capacityNow", equalTo(5))
                .body("capacityLeft", equalTo(0))
                .body("capacityFloor", equalTo(5))
                .body("refused", equalTo(true));

        for (String patch : List.of("{\"taskCap\":4}", "{\"taskCap\":0}")) {
            gateway()
                    .body(patch)
                    .patch("/internal/v1/nodes/{name}", second)
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("capacity-floor"))
                    .body("detail", containsString(second))
                    .body("detail", containsString("of 5 slots"));
        }
        assertThat(get(second).taskCap()).isEqualTo(5);
        gateway()
                .body("{\"taskCap\":8,\"labels\":{\"zone\":\"b\"}}")
                .patch("/internal/v1/nodes/{name}", second)
                .then()
                .statusCode(200);
        gateway()
                .body("{\"taskCap\":4,\"force\":true}")
                .patch("/internal/v1/nodes/{name}", second)
                .then()
                .statusCode(200)
                .body("taskCap", equalTo(4));
        gateway()
                .body("{}")
                .patch("/internal/v1/nodes/{name}?clear=taskCap", second)
                .then()
                .statusCode(200)
                .body("taskCap", equalTo(5));

        gateway()
                .body(Map.of("reason", "kernel patch", "force", true))
                .put("/internal/v1/nodes/{name}/drain", second)
                .then()
                .statusCode(200)
                .body("drain.enabled", equalTo(true));
    }
}
