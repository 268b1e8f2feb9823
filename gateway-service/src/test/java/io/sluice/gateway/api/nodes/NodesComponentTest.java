package io.sluice.gateway.api.nodes;

import static io.sluice.gateway.Client.client;
import static io.sluice.gateway.FakeServices.dispatch;
import static io.sluice.gateway.FakeServices.registry;
import static io.sluice.gateway.api.nodes.NodeBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.node.DrainPreview;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeMinute;
import io.sluice.contracts.node.NodeMinutes;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.TaskPage;
import io.sluice.gateway.FakeServices;
import io.sluice.gateway.GatewayComponent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@GatewayComponent
class NodesComponentTest {
    private static final String NODES = "/internal/v1/nodes";
    private static final String AGENT = NODES + "/agent-1";
    private static final String LOADS = NODES + "/load";
    private static final String PUBLIC = "/api/v1/nodes";

    @BeforeEach
    void twoNodes() {
        FakeServices.forget();
        NodeBuilder first = aNode().labelled(Map.of("zone", "north"));
        NodeBuilder second = aNode().named("agent-2").draining();
        registry().answers("GET", NODES, 200, List.of(second.build(), first.build()));
        registry().answers("GET", AGENT, 200, first.build());
        dispatch().answers("GET", LOADS, 200, List.of(first.load(3), second.load(0)));
    }

    @Test
    void nodesAreListedByNameWithWhatRunsOnThem() {
        client().get(PUBLIC)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("items.name", contains("agent-1", "agent-2"))
                .body("items.status", contains("RUNNING", "DRAINED"))
                .body("items.runningTasks", contains(3, 0))
                .body("items[1].barrier", equalTo(true))
                .body("items[0].epoch", equalTo(2))
                .body("items[0].lastSeen", equalTo("2026-01-02T03:04:05Z"))
                .body("items[1].drain.by", equalTo("alice"))
                .body("items[1].drain.onDeadline", equalTo("leave"));
    }

    @Test
    void theServicesAreAskedWithTheServiceTokenInTheNameOfWhoAsks() {
        client().header("X-Sluice-Actor", "bob").get(PUBLIC).then().statusCode(200);

        assertThat(registry().calls("GET", NODES))
                .singleElement()
                .satisfies(call -> assertThat(call.headers())
                        .containsEntry("authorization", "Bearer " + FakeServices.SERVICE_TOKEN)
                        .containsEntry("x-sluice-actor", "bob"));
    }

    @Test
    void filtersNarrowTheList() {
        client().get(PUBLIC + "?status=DRAINED").then().body("items.name", contains("agent-2"));
        client().urlEncodingEnabled(false)
                .get(PUBLIC + "?label=zone%3Dnorth")
                .then()
                .body("items.name", contains("agent-1"));
        client().get(PUBLIC + "?label=zone=north&label=tier=gold").then().body("items.size()", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource({"status=GONE,status", "label=zone,label", "stauts=RUNNING,stauts", "status=,status"})
    void aFilterThatMeansNothingIsRefused(String query, String field) {
        client().get(PUBLIC + "?" + query)
                .then()
                .statusCode(400)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("invalid-request"))
                .body("errors.field", contains(field));
    }

    @Test
    void aListThatHasNotChangedIsNotSentAgain() {
        String tag = client().get(PUBLIC).then().extract().header("ETag");

        client().header("If-None-Match", tag).get(PUBLIC).then().statusCode(304).header("ETag", equalTo(tag));
        client().header("If-None-Match", tag)
                .get(PUBLIC + "?status=RUNNING")
                .then()
                .statusCode(200)
                .header("ETag", not(equalTo(tag)));
    }

    @Test
    void withoutDispatchTheListStandsWithUnknownCounts() {
        dispatch().goesAway();

        client().get(PUBLIC)
                .then()
                .statusCode(200)
                .body("items.status", contains("RUNNING", "DRAINING"))
                .body("items[0].runningTasks", nullValue());
    }

    @Test
    void aDispatchThatHangsHoldsUpNoList() {
        CountDownLatch over = new CountDownLatch(1);
        dispatch().answers("GET", LOADS, (call, exchange) -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        client().get(PUBLIC).then().statusCode(200).body("items[0].runningTasks", nullValue());
        over.countDown();
    }

    @Test
    void withoutTheRegistryThereIsNoList() {
        registry().goesAway();

        client().get(PUBLIC)
                .then()
                .statusCode(503)
                .contentType(Problem.MEDIA_TYPE)
                .header("Retry-After", not(nullValue()))
                .body("type", equalTo("upstream-unavailable"));
    }

    @Test
    void oneNodeIsShownWithItsRevisionAsTag() {
        client().get(PUBLIC + "/agent-1")
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"5\""))
                .body("name", equalTo("agent-1"))
                .body("labels.zone", equalTo("north"));
    }

    @ParameterizedTest
    @CsvSource({
        "/no-such-node",
        "/NOT%20A%20NAME",
        "/..%2f..",
        "/no-such-node/events",
        "/NOT%20A%20NAME/tasks",
        "/no-such-node/history",
        "/NOT%20A%20NAME/history"
    })
    void whatIsNoNodeIsNotFound(String path) {
        dispatch().answers("GET", "/internal/v1/tasks", 200, new TaskPage(List.of(), null));
        dispatch().answers("GET", NODES + "/no-such-node/history", 200, new NodeMinutes(List.of()));

        client().urlEncodingEnabled(false)
                .get(PUBLIC + path)
                .then()
                .statusCode(404)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("not-found"));
    }

    @Test
    void aPatchIsPassedOnWithItsCondition() {
        registry().answers("PATCH", AGENT, 200, aNode().withCap(9).atRevision(6).build());

        client().contentType("application/json")
                .header("If-Match", "\"5\"")
                .body("{\"taskCap\":9,\"labels\":{\"zone\":null}}")
                .patch(PUBLIC + "/agent-1")
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"6\""))
                .body("taskCap", equalTo(9));

        assertThat(registry().calls("PATCH", AGENT)).singleElement().satisfies(call -> {
            assertThat(call.headers()).containsEntry("if-match", "\"5\"");
            assertThat(call.body()).contains("\"zone\":null").contains("\"taskCap\":9");
        });
    }

    @Test
    void whatIsNamedWithNullIsPassedOnAsTakenAway() {
        registry().answers("PATCH", AGENT, 200, aNode().build());
        registry().answers("PUT", AGENT + "/drain", 200, aNode().draining().build());

        client().contentType("application/json")
                .body("{\"taskCap\":null,\"labels\":null}")
                .patch(PUBLIC + "/agent-1")
                .then()
                .statusCode(200)
                .body("overrides", nullValue())
                .body("own.taskCap", equalTo(5));
        client().contentType("application/json")
                .header("If-Match", "\"5\"")
                .body("{\"deadline\":null}")
                .put(PUBLIC + "/agent-1/drain")
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"5\""));

        assertThat(registry().calls("PATCH", AGENT).get(0).uri().getQuery()).isEqualTo("clear=labels&clear=taskCap");
        assertThat(registry().calls("PUT", AGENT + "/drain")).singleElement().satisfies(call -> {
            assertThat(call.uri().getQuery()).isEqualTo("clear=deadline");
            assertThat(call.headers()).containsEntry("if-match", "\"5\"");
        });
    }

    @Test
    void whatOperatorsHaveSetIsShownBesideTheNodesOwn() {
        registry().answers("GET", AGENT, 200, aNode().withCap(2).build());

        client().get(PUBLIC + "/agent-1")
                .then()
                .body("taskCap", equalTo(2))
                .body("own.taskCap", equalTo(5))
                .body("overrides.taskCap", equalTo(2));
    }

    @Test
    void aDrainIsLiftedAtTheRevisionThatWasRead() {
        registry().refuses("DELETE", AGENT + "/drain", Problem.of(ProblemType.VERSION_MISMATCH, "it is at revision 6"));

        client().header("If-Match", "\"5\"")
                .delete(PUBLIC + "/agent-1/drain")
                .then()
                .statusCode(412);

        assertThat(registry().calls("DELETE", AGENT + "/drain").get(0).headers())
                .containsEntry("if-match", "\"5\"");
    }

    @Test
    void aPatchOfSomethingThatChangedMeanwhileIsRefused() {
        registry().refuses("PATCH", AGENT, Problem.of(ProblemType.VERSION_MISMATCH, "it is at revision 6 now"));

        client().contentType("application/json")
                .header("If-Match", "\"5\"")
                .body("{\"taskCap\":9}")
                .patch(PUBLIC + "/agent-1")
                .then()
                .statusCode(412)
                .body("type", equalTo("version-mismatch"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"taskCap\":-1}|taskCap",
                "{\"taskCap\":10001}|taskCap",
                "{\"taskCap\":\"five\"}|taskCap",
                "{\"taskcap\":5}|taskcap",
                "{\"labels\":[]}|labels",
                "{|body",
                "null|body",
                "[]|body",
                "''|body"
            })
    void aBadPatchNamesItsField(String body, String field) {
        client().contentType("application/json")
                .body(body)
                .patch(PUBLIC + "/agent-1")
                .then()
                .statusCode(400)
                .contentType(Problem.MEDIA_TYPE)
                .body("errors.field", hasItems(field));
        assertThat(registry().calls("PATCH", AGENT)).isEmpty();
    }

    @Test
    void aBodyOfAnotherKindIsRefused() {
        client().contentType("text/plain")
                .body("taskCap=5")
                .patch(PUBLIC + "/agent-1")
                .then()
                .statusCode(415)
                .contentType(Problem.MEDIA_TYPE);
    }

    @Test
    void aDrainIsAnsweredWithItsBarrier() {
        NodeBuilder drained = aNode().draining().atRevision(6);
        registry().answers("PUT", AGENT + "/drain", 200, drained.build());
        dispatch().answers("GET", LOADS, 200, List.of(drained.load(1)));

        client().contentType("application/json")
                .body("{\"reason\":\"patch\",\"onDeadline\":\"cancel\",\"deadline\":\"2026-11-23T00:00:00Z\"}")
                .put(PUBLIC + "/agent-1/drain")
                .then()
                .statusCode(200)
                .body("barrier", equalTo(true))
                .body("status", equalTo("DRAINING"))
                .body("runningTasks", equalTo(1));

        assertThat(registry().calls("PUT", AGENT + "/drain"))
                .singleElement()
                .satisfies(call -> assertThat(call.body()).contains("\"onDeadline\":\"cancel\"", "2026-11-23"));
    }

    @Test
    void aDryRunOnlySaysWhatItWouldDo() {
        registry()
                .answers(
                        "PUT",
                        AGENT + "/drain",
                        200,
                        new DrainPreview(new NodeName("agent-1"), false, 3, 10, 5, 0, false));

        client().contentType("application/json")
                .body("{\"reason\":\"patch\"}")
                .put(PUBLIC + "/agent-1/drain?dryRun=true")
                .then()
                .statusCode(200)
                .body("capacityLeft", equalTo(5));

        assertThat(registry().calls("PUT", AGENT + "/drain").get(0).uri().getQuery())
                .isEqualTo("dryRun=true");
    }

    @Test
    void aDrainBelowTheFloorIsRefused() {
        registry().refuses("PUT", AGENT + "/drain", Problem.of(ProblemType.CAPACITY_FLOOR, "5 of 10 would be left"));

        client().contentType("application/json")
                .body("{\"reason\":\"patch\"}")
                .put(PUBLIC + "/agent-1/drain")
                .then()
                .statusCode(409)
                .body("type", equalTo("capacity-floor"))
                .body("detail", equalTo("5 of 10 would be left"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|{\"reason\":\" \"}|reason",
                "|{\"reason\":\"x\",\"deadlineIn\":\"soon\"}|deadlineIn",
                "|{\"reason\":\"x\",\"onDeadline\":\"explode\"}|onDeadline",
                "|{\"reason\":\"x\",\"deadline\":\"tomorrow\"}|deadline",
                "?dryRun=maybe|{\"reason\":\"x\"}|dryRun",
                "?dry=true|{\"reason\":\"x\"}|dry"
            })
    void aBadDrainNamesItsField(String query, String body, String field) {
        client().contentType("application/json")
                .body(body)
                .put(PUBLIC + "/agent-1/drain" + (query == null ? "" : query))
                .then()
                .statusCode(400)
                .body("errors.field", hasItems(field));
        assertThat(registry().calls("PUT", AGENT + "/drain")).isEmpty();
    }

    @Test
    void aDrainIsLifted() {
        registry()
                .answers("DELETE", AGENT + "/drain", 200, aNode().atRevision(7).build());

        client().delete(PUBLIC + "/agent-1/drain")
                .then()
                .statusCode(200)
                .body("status", equalTo("RUNNING"))
                .body("drain.enabled", equalTo(false));
    }

    @Test
    void aRetiredNodeLeavesNothingToSay() {
        registry().answers("DELETE", AGENT, 204, null);

        client().delete(PUBLIC + "/agent-1").then().statusCode(204);
    }

    @Test
    void whatStandsInTheWayOfARetirementIsListed() {
        registry()
                .refuses(
                        "DELETE",
                        AGENT,
                        Problem.of(
                                ProblemType.NODE_NOT_EMPTY,
                                "node agent-1 can't be retired yet",
                                List.of(new FieldError("status", "it is RUNNING"))));

        client().delete(PUBLIC + "/agent-1")
                .then()
                .statusCode(409)
                .body("type", equalTo("node-not-empty"))
                .body("errors.field", contains("status"));
    }

    @Test
    void itsHistoryIsShown() {
        registry()
                .answers(
                        "GET",
                        AGENT + "/events",
                        200,
                        List.of(new NodeHistoryEntry(Instant.EPOCH, "REGISTERED", "agent-1", null, "cap 5")));

        client().get(PUBLIC + "/agent-1/events?limit=10")
                .then()
                .statusCode(200)
                .body("items.what", contains("REGISTERED"));

        assertThat(registry().calls("GET", AGENT + "/events").get(0).uri().getQuery())
                .isEqualTo("limit=10");
        client().get(PUBLIC + "/agent-1/events?limit=0").then().statusCode(400).body("errors.field", contains("limit"));
    }

    @Test
    void howBusyItWasIsShownMinuteByMinute() {
        Instant start = Instant.parse("2026-11-23T12:00:00Z");
        dispatch()
                .answers(
                        "GET",
                        AGENT + "/history",
                        200,
                        new NodeMinutes(List.of(
                                new NodeMinute(start, 3, 5, true, true),
                                new NodeMinute(start.plusSeconds(60), 1, 5, false, false))));

        client().get(PUBLIC + "/agent-1/history?minutes=2")
                .then()
                .statusCode(200)
                .body("items.start", contains("2026-11-23T12:00:00Z", "2026-11-23T12:01:00Z"))
                .body("items.liveAttempts", contains(3, 1))
                .body("items.taskCap", contains(5, 5))
                .body("items.open", contains(true, false))
                .body("items.attached", contains(true, false));

        assertThat(dispatch().calls("GET", AGENT + "/history"))
                .extracting(call -> call.uri().getQuery())
                .containsExactly("minutes=2");
        assertThat(registry().calls("GET", AGENT)).isEmpty();
    }

    @Test
    void aNodeThatNobodyHasLookedAtYetWasNotBusy() {
        dispatch().answers("GET", AGENT + "/history", 200, new NodeMinutes(List.of()));

        client().get(PUBLIC + "/agent-1/history").then().statusCode(200).body("items", empty());

        assertThat(dispatch().calls("GET", AGENT + "/history"))
                .extracting(call -> call.uri().getQuery())
                .containsExactly("minutes=60");
    }

    @ParameterizedTest
    @CsvSource({"minutes=0", "minutes=61", "minutes=-1", "minutes=ten", "minutes=1.5"})
    void soManyMinutesOfItAreRefused(String query) {
        client().get(PUBLIC + "/agent-1/history?" + query)
                .then()
                .statusCode(400)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("invalid-request"))
                .body("errors.field", contains("minutes"));

        assertThat(dispatch().calls("GET", AGENT + "/history")).isEmpty();
    }

    @Test
    void withoutDispatchNobodyKnowsHowBusyItWas() {
        dispatch().goesAway();

        client().get(PUBLIC + "/agent-1/history")
                .then()
                .statusCode(503)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("upstream-unavailable"));
    }

    @Test
    void itsTasksAreShown() {
        dispatch().answers("GET", "/internal/v1/tasks", 200, new TaskPage(List.of(), null));

        client().get(PUBLIC + "/agent-1/tasks?state=active&limit=5")
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(0));

        assertThat(dispatch().calls("GET", "/internal/v1/tasks").get(0).uri().getQuery())
                .isEqualTo("node=agent-1&state=active&limit=5");
    }

    @Test
    void nobodyIsAnsweredWithoutTheToken() {
        io.restassured.RestAssured.given()
                .get(PUBLIC)
                .then()
                .statusCode(401)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("unauthenticated"));
    }
}
