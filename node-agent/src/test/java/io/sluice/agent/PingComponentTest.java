package io.sluice.agent;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.node.membership.NodeSelf;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The agent as assembled, its node switched off: ping, probes and metrics answer by themselves. */
@QuarkusTest
class PingComponentTest {
    @Inject
    NodeSelf self;

    @Test
    void saysInServiceUntilTheNodeLeaves() {
        given().get("/ping")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("name", equalTo(self.now().name().value()))
                .body("kind", equalTo("AGENT"))
                .body("taskCap", equalTo(5))
                .body("runningTasks", equalTo(0));
        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/q/metrics").then().statusCode(401);

        self.leaves();

        given().get("/ping").then().statusCode(503).body("standing", equalTo("LEAVING"));
        given().get("/q/health/ready").then().statusCode(503);
        given().get("/q/health/live").then().statusCode(200);
    }
}
