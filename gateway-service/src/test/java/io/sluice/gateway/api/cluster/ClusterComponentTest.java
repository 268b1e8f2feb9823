package io.sluice.gateway.api.cluster;

import static io.sluice.gateway.Client.client;
import static io.sluice.gateway.FakeServices.dispatch;
import static io.sluice.gateway.FakeServices.registry;
import static io.sluice.gateway.api.nodes.NodeBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.task.Calm;
import io.sluice.contracts.task.CalmCause;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.contracts.task.TaskHistory;
import io.sluice.contracts.task.TaskMinute;
import io.sluice.contracts.task.TaskMinute.Percentiles;
import io.sluice.contracts.task.TaskState;
import io.sluice.gateway.FakeServices;
import io.sluice.gateway.GatewayComponent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@GatewayComponent
class ClusterComponentTest {
    private static final String HISTORY = "/internal/v1/queue/history";
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

    /** The issue's own input: what runs on a node that drains is of its slots, though none of them is open. */
    @Test
    void slotsAreOfAllNodesThatAreSeenAndCapacityIsOfThoseThatRun() {
        registry()
                .answers(
                        "GET",
                        "/internal/v1/nodes",
                        200,
                        List.of(
                                aNode().build(),
                                aNode().named("agent-2").draining().build(),
                                aNode().named("agent-3").withCap(100).offline().build()));

        client().get("/api/v1/cluster")
                .then()
                .statusCode(200)
                .body("capacity", equalTo(5))
                .body("slots", equalTo(10));
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
    void whoPausedTheQueueIsShownWithTheNote() {
        Instant since = Instant.parse("2026-11-23T12:00:00Z");
        dispatch()
                .answers(
                        "GET",
                        "/internal/v1/queue",
                        200,
                        new QueueSummary(4, 3, 61, true, "freeze", "bob", since, null));

        client().get("/api/v1/cluster")
                .then()
                .statusCode(200)
                .body("paused", equalTo(true))
                .body("pause.note", equalTo("freeze"))
                .body("pause.by", equalTo("bob"))
                .body("pause.since", equalTo("2026-11-23T12:00:00Z"));
    }

    @Test
    void aServiceThatIsAwayIsNamedAndNotWhereItRuns() {
        dispatch().goesAway();

        client().get("/api/v1/cluster/history")
                .then()
                .statusCode(503)
                .body(
                        "detail",
                        allOf(
                                containsString("task-dispatch"),
                                not(containsString("http")),
                                not(containsString("localhost"))));
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
                .body("$", hasKey("slots"))
                .body("slots", nullValue())
                .body("queued", equalTo(4));
    }

    @Test
    void withoutBothThereIsNothingToSay() {
        registry().goesAway();
        dispatch().goesAway();

        client().get("/api/v1/cluster").then().statusCode(503).body("type", equalTo("upstream-unavailable"));
    }

    @Test
    void theHistoryIsShownMinuteByMinute() {
        Instant start = Instant.parse("2026-11-23T12:00:00Z");
        TaskMinute busy = new TaskMinute(
                start,
                Map.of(TaskState.SUCCEEDED, 40L),
                new Percentiles(20, 900, 1_500),
                new Percentiles(300, 400, 500));
        TaskMinute quiet = new TaskMinute(start.plusSeconds(60), Map.of(TaskState.SUCCEEDED, 0L), null, null);
        dispatch().answers("GET", HISTORY, 200, new TaskHistory(List.of(busy, quiet)));

        client().get("/api/v1/cluster/history?minutes=2")
                .then()
                .statusCode(200)
                .body("items.start", contains("2026-11-23T12:00:00Z", "2026-11-23T12:01:00Z"))
                .body("items[0].ended.SUCCEEDED", equalTo(40))
                .body("items[0].waitingMillis", equalTo(Map.of("p50", 20, "p95", 900, "p99", 1_500)))
                .body("items[0].runningMillis", equalTo(Map.of("p50", 300, "p95", 400, "p99", 500)))
                .body("items[1]", hasKey("waitingMillis"))
                .body("items[1].waitingMillis", nullValue())
                .body("items[1].runningMillis", nullValue());

        assertThat(dispatch().calls("GET", HISTORY))
                .extracting(call -> call.uri().getQuery())
                .containsExactly("minutes=2");
    }

    @Test
    void theHistoryIsOfAnHourUnlessOtherwiseAsked() {
        dispatch().answers("GET", HISTORY, 200, new TaskHistory(List.of()));

        client().get("/api/v1/cluster/history").then().statusCode(200).body("items", empty());

        assertThat(dispatch().calls("GET", HISTORY))
                .extracting(call -> call.uri().getQuery())
                .containsExactly("minutes=60");
    }

    @ParameterizedTest
    @ValueSource(strings = {"minutes=0", "minutes=61", "minutes=-1", "minutes=ten", "minutes=1.5"})
    void aHistoryOfSoManyMinutesIsRefused(String query) {
        client().get("/api/v1/cluster/history?" + query)
                .then()
                .statusCode(400)
                .body("type", equalTo("invalid-request"))
                .body("errors.field", contains("minutes"));

        assertThat(dispatch().calls("GET", HISTORY)).isEmpty();
    }

    @Test
    void withoutDispatchThereIsNoHistory() {
        dispatch().goesAway();

        client().get("/api/v1/cluster/history")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("type", equalTo("upstream-unavailable"));
    }

    @Test
    void theHistoryIsDescribed() {
        client().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body(
                        "components.schemas.TaskMinute.properties.keySet()",
                        hasItems("start", "ended", "waitingMillis", "runningMillis"))
                .body("components.schemas.Percentiles.properties.keySet()", hasItems("p50", "p95", "p99"));
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
