package io.sluice.gateway.api.cluster;

import static io.sluice.gateway.Client.client;
import static io.sluice.gateway.FakeServices.dispatch;
import static io.sluice.gateway.FakeServices.registry;
import static io.sluice.gateway.api.nodes.NodeBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.task.Calm;
import io.sluice.contracts.task.CalmCause;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.gateway.FakeServices;
import io.sluice.gateway.GatewayComponent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@GatewayComponent
class ClusterComponentTest {
    private static final String PAUSE = "/internal/v1/queue/pause";

    @BeforeEach
    void threeNodesAndAQueue() {
        FakeServices.forget();
        registry()
                .answers(
                        "GET",
                        "/internal/v1/nodes",
                        200,
                        List.of(
                                aNode().withCap(5).build(),
                                aNode().named("agent-2").withCap(7).build(),
                                aNode().named("agent-3").withCap(100).offline().build()));
        dispatch().answers("GET", "/internal/v1/nodes/load", 200, List.of());
        dispatch().answers("GET", "/internal/v1/queue", 200, new QueueSummary(4, 3, 61, false, null, null, null, null));
    }

    @Test
    void theClusterIsShownAsAWhole() {
        client().get("/api/v1/cluster")
                .then()
                .statusCode(200)
                .body("nodes.RUNNING", equalTo(2))
                .body("nodes.OFFLINE", equalTo(1))
                .body("nodes.DRAINED", equalTo(0))
                .body("capacity", equalTo(12))
                .body("running", equalTo(3))
                .body("queued", equalTo(4))
                .body("oldestQueuedSeconds", equalTo(61))
                .body("paused", equalTo(false))
                .body("$", hasKey("calm"))
                .body("calm", nullValue());
    }

    @Test
    void whyNothingIsDeclaredLostIsShown() {
        Instant since = Instant.parse("2026-11-23T12:00:00Z");
        Calm calm = new Calm(CalmCause.MASS_LOSS, since, since.plusSeconds(300), "11 of 12 nodes were not heard of.");
        dispatch().answers("GET", "/internal/v1/queue", 200, new QueueSummary(4, 3, 61, false, null, null, null, calm));

        client().get("/api/v1/cluster")
                .then()
                .statusCode(200)
                .body("calm.cause", equalTo("MASS_LOSS"))
                .body("calm.since", equalTo("2026-11-23T12:00:00Z"))
                .body("calm.until", equalTo("2026-11-23T12:05:00Z"))
                .body("calm.text", equalTo("11 of 12 nodes were not heard of."));
    }

    @Test
    void aDispatchThatIsOlderSaysNothingOfCalm() {
        dispatch()
                .answers(
                        "GET",
                        "/internal/v1/queue",
                        200,
                        Map.of("queued", 4, "running", 3, "oldestQueuedSeconds", 61, "paused", false));

        client().get("/api/v1/cluster")
                .then()
                .statusCode(200)
                .body("queued", equalTo(4))
                .body("calm", nullValue());
    }

    @Test
    void calmIsDescribed() {
        client().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("components.schemas.Calm.properties.keySet()", hasItems("cause", "since", "until", "text"))
                .body("components.schemas.CalmCause.enum", contains("MASS_LOSS", "DATABASE_AWAY"))
                .body("components.schemas.ClusterView.properties.calm.description", containsString("declared lost"));
    }

    @Test
    void whatDispatchAloneKnowsIsNullWithoutIt() {
        dispatch().goesAway();

        client().get("/api/v1/cluster")
                .then()
                .statusCode(200)
                .body("nodes.RUNNING", equalTo(2))
                .body("$", hasKey("queued"))
                .body("queued", nullValue())
                .body("paused", nullValue());
    }

    @Test
    void whatTheRegistryAloneKnowsIsNullWithoutIt() {
        registry().goesAway();

        client().get("/api/v1/cluster")
                .then()
                .statusCode(200)
                .body("$", hasKey("nodes"))
                .body("nodes", nullValue())
                .body("capacity", nullValue())
                .body("queued", equalTo(4));
    }

    @Test
    void withoutBothThereIsNothingToSay() {
        registry().goesAway();
        dispatch().goesAway();

        client().get("/api/v1/cluster").then().statusCode(503).body("type", equalTo("upstream-unavailable"));
    }

    @Test
    void theQueueIsPausedAndGoesOn() {
        dispatch().answers("PUT", PAUSE, 200, new QueueSummary(4, 3, 61, true, "freeze", "bob", Instant.EPOCH, null));
        dispatch().answers("DELETE", PAUSE, 200, new QueueSummary(4, 3, 61, false, null, null, null, null));

        client().contentType("application/json")
                .header("X-Sluice-Actor", "bob")
                .body("{\"note\":\"freeze\"}")
                .put("/api/v1/queue/pause")
                .then()
                .statusCode(200)
                .body("paused", equalTo(true))
                .body("pausedBy", equalTo("bob"));
        client().delete("/api/v1/queue/pause").then().statusCode(200).body("paused", equalTo(false));

        assertThat(dispatch().calls("PUT", PAUSE))
                .singleElement()
                .satisfies(call -> assertThat(call.headers()).containsEntry("x-sluice-actor", "bob"));
    }

    @Test
    void aPauseNeedsANote() {
        client().contentType("application/json")
                .body("{\"note\":\"\"}")
                .put("/api/v1/queue/pause")
                .then()
                .statusCode(400)
                .body("errors.field", contains("note"));
    }
}
