package io.sluice.registry.membership;

import static io.restassured.RestAssured.given;
import static io.sluice.registry.RegistryClient.deeds;
import static io.sluice.registry.RegistryClient.gateway;
import static io.sluice.registry.RegistryClient.get;
import static io.sluice.registry.RegistryClient.goodbye;
import static io.sluice.registry.RegistryClient.heartbeat;
import static io.sluice.registry.RegistryClient.history;
import static io.sluice.registry.RegistryClient.newName;
import static io.sluice.registry.RegistryClient.node;
import static io.sluice.registry.RegistryClient.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.registry.RegistryComponent;
import io.sluice.registry.RegistryDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RegistryComponent
class MembershipComponentTest {
    private final String name = newName();
    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();

    @Test
    void aNodeRegistersAndIsListed() {
        RegisterReply reply = register(name, first);

        assertThat(reply.epoch()).isEqualTo(new Epoch(1));
        assertThat(reply.id().version()).isEqualTo(7);
        assertThat(reply.desired().taskCap()).isEqualTo(5);
        assertThat(reply.desired().heartbeatIntervalMillis()).isEqualTo(1_000);
        assertThat(reply.desired().drain().enabled()).isFalse();
        gateway().get("/internal/v1/nodes").then().statusCode(200).body("name", hasItem(name));
        RegisteredNode node = get(name);
        assertThat(node.id()).isEqualTo(reply.id());
        assertThat(node.labels()).isEqualTo(Map.of("zone", "a"));
        assertThat(node.offline()).isFalse();
    }

    @Test
    void dispatchHearsOfARegistrationAtOnceAndTheAcknowledgementIsStored() {
        register(name, first);

        await("dispatch has committed the node's first revision")
                .untilAsserted(() -> assertThat(get(name).barrier()).isTrue());
    }

    @Test
    void aSecondProcessTakesTheNameAndTheFirstIsTold() {
        register(name, first);
        assertThat(register(name, second).epoch()).isEqualTo(new Epoch(2));

        heartbeat(name, new Epoch(1), first)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("stale-epoch"))
                .body("status", equalTo(409))
                .body("detail", containsString(name));
        heartbeat(name, new Epoch(2), second).then().statusCode(200).body("desired.taskCap", equalTo(5));
        node().body(RegistryDatabase.registration(name, first))
                .post("/node/v1/registry/register")
                .then()
                .statusCode(409)
                .body("type", equalTo("stale-epoch"));
    }

    @Test
    void aNodeThatIsNotKnownIsToldToRegister() {
        heartbeat(name, new Epoch(1), first)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("node-unknown"));
    }

    @Test
    void heartbeatsThatComeTogetherAreEachAnsweredByTheirOwnRow() {
        register(name, first);
        register(name, second);
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> (i % 2 == 0
                                ? heartbeat(name, new Epoch(2), second)
                                : heartbeat(name, new Epoch(1), first))
                        .statusCode()))
                .toList();

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join()).isEqualTo(i % 2 == 0 ? 200 : 409);
        }
    }

    @Test
    void goodbyeIsOfflineAtOnceAndRecordedOnce() {
        RegisterReply reply = register(name, first);

        goodbye(name, reply.epoch(), first);
        goodbye(name, reply.epoch(), first);

        assertThat(get(name).offline()).isTrue();
        assertThat(get(name).offlineSince()).isNotNull();
        assertThat(deeds(name)).containsExactly("REGISTERED", "GOODBYE");
    }

    @Test
    void aNodeThatIsNotSeenIsRecordedOfflineOnceAndOnlineWhenItIsBack() {
        RegisterReply reply = register(name, first);

        await("the node is past its grace and on record")
                .atMost(Duration.ofSeconds(30))
                .until(() -> history(name).contains("OFFLINE"));
        assertThat(get(name).offline()).isTrue();

        heartbeat(name, reply.epoch(), first).then().statusCode(200);
        await("its return is on record")
                .atMost(Duration.ofSeconds(30))
                .until(() -> history(name).contains("ONLINE"));
        assertThat(history(name).subList(0, 3)).containsExactly("REGISTERED", "OFFLINE", "ONLINE");
    }

    @Test
    void everyWrongFieldOfARegistrationIsNamed() {
        Map<String, Object> wrong = new HashMap<>();
        wrong.put("name", name);
        wrong.put("kind", "AGENT");
        wrong.put("version", "x".repeat(101));
        wrong.put("labels", Map.of());
        wrong.put("taskCap", 10_001);

        node().body(wrong)
                .post("/node/v1/registry/register")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("invalid-request"))
                .body("errors.field", hasItems("incarnation", "version", "taskCap"));
    }

    @Test
    void aNameThatIsNoneIsRefusedAtItsField() {
        node().body(Map.of(
                        "name",
                        "Not_A_Name",
                        "kind",
                        "AGENT",
                        "incarnation",
                        first,
                        "version",
                        "1",
                        "labels",
                        Map.of(),
                        "taskCap",
                        1))
                .post("/node/v1/registry/register")
                .then()
                .statusCode(400)
                .body("type", equalTo("invalid-request"))
                .body("errors.field", hasItem("name"));
    }

    @Test
    void aLabelThatNoSelectorCouldMatchIsRefused() {
        node().body(Map.of(
                        "name",
                        name,
                        "kind",
                        "AGENT",
                        "incarnation",
                        first,
                        "version",
                        "1",
                        "taskCap",
                        1,
                        "labels",
                        Map.of("zone", "x".repeat(64))))
                .post("/node/v1/registry/register")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("labels.zone"));
    }

    @Test
    void malformedJsonIsAProblemAndNoStackTrace() {
        node().body("{\"name\": ")
                .post("/node/v1/registry/register")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("invalid-request"))
                .body(not(containsString("Exception")));
    }

    @Test
    void capAndLabelsAreChangedUnderTheRevisionThatWasRead() {
        register(name, first);
        String tag = gateway().get("/internal/v1/nodes/{name}", name).header("ETag");

        String next = gateway()
                .header("If-Match", tag)
                .body(Map.of("taskCap", 0, "labels", Map.of("zone", "b")))
                .patch("/internal/v1/nodes/{name}", name)
                .then()
                .statusCode(200)
                .body("taskCap", equalTo(0))
                .body("labels.zone", equalTo("b"))
                .body("barrier", equalTo(true))
                .extract()
                .header("ETag");

        assertThat(next).isNotEqualTo(tag);
        gateway()
                .header("If-Match", tag)
                .body(Map.of("taskCap", 9))
                .patch("/internal/v1/nodes/{name}", name)
                .then()
                .statusCode(412)
                .body("type", equalTo("version-mismatch"));
        assertThat(get(name).taskCap()).isZero();
        assertThat(deeds(name)).containsExactly("REGISTERED", "CAP_CHANGED", "LABELS_CHANGED");
    }

    @Test
    void anOperatorsLabelIsTakenAwayByNull() {
        register(name, first);
        gateway()
                .body("{\"labels\": {\"zone\": \"b\", \"disk\": \"ssd\"}}")
                .patch("/internal/v1/nodes/{name}", name)
                .then()
                .statusCode(200);

        gateway()
                .body("{\"labels\": {\"zone\": null}}")
                .patch("/internal/v1/nodes/{name}", name)
                .then()
                .statusCode(200)
                .body("labels.zone", equalTo("a"))
                .body("labels.disk", equalTo("ssd"));
    }

    @Test
    void everyWordOfAnOperatorCanBeTakenBack() {
        register(name, first);
        gateway()
                .body("{\"taskCap\": 0, \"labels\": {\"zone\": \"b\", \"disk\": \"ssd\"}}")
                .patch("/internal/v1/nodes/{name}", name)
                .then()
                .statusCode(200)
                .body("own.taskCap", equalTo(5))
                .body("own.labels.zone", equalTo("a"))
                .body("overrides.taskCap", equalTo(0))
                .body("overrides.labels", equalTo(Map.of("zone", "b", "disk", "ssd")));

        gateway()
                .body("{}")
                .patch("/internal/v1/nodes/{name}?clear=taskCap", name)
                .then()
                .statusCode(200)
                .body("taskCap", equalTo(5))
                .body("overrides.taskCap", nullValue())
                .body("barrier", equalTo(true));
        gateway()
                .body("{}")
                .patch("/internal/v1/nodes/{name}?clear=labels", name)
                .then()
                .statusCode(200)
                .body("labels", equalTo(Map.of("zone", "a")))
                .body("overrides", nullValue());

        assertThat(deeds(name))
                .containsExactly("REGISTERED", "CAP_CHANGED", "LABELS_CHANGED", "CAP_CHANGED", "LABELS_CHANGED");
    }

    @Test
    void aCapOutOfRangeIsRefusedAtItsField() {
        register(name, first);

        gateway()
                .body(Map.of("taskCap", -1))
                .patch("/internal/v1/nodes/{name}", name)
                .then()
                .statusCode(400)
                .body("type", equalTo("invalid-request"))
                .body("errors.field", hasItem("taskCap"));
    }

    @Test
    void aNodeThatThereIsNotIsNotFoundByName() {
        gateway()
                .get("/internal/v1/nodes/{name}", name)
                .then()
                .statusCode(404)
                .body("type", equalTo("not-found"))
                .body("detail", containsString(name));
        gateway()
                .body(Map.of("taskCap", 1))
                .patch("/internal/v1/nodes/{name}", name)
                .then()
                .statusCode(404);
        gateway().get("/internal/v1/nodes/{name}/events", name).then().statusCode(404);
    }

    @Test
    void theHistoryIsNewestFirstAndBounded() {
        register(name, first);
        register(name, second);
        gateway()
                .queryParam("limit", 1)
                .get("/internal/v1/nodes/{name}/events", name)
                .then()
                .statusCode(200)
                .body("size()", equalTo(1))
                .body("[0].what", equalTo("REGISTERED"))
                .body("[0].epoch", equalTo(2))
                .body("[0].by", equalTo(name));
        for (String wrong : List.of("0", "1001", "x")) {
            gateway()
                    .queryParam("limit", wrong)
                    .get("/internal/v1/nodes/{name}/events", name)
                    .then()
                    .statusCode(400)
                    .body("errors.field", hasItem("limit"));
        }
    }

    @Test
    void eachDoorHasItsOwnToken() {
        given().get("/internal/v1/nodes").then().statusCode(401);
        node().get("/internal/v1/nodes").then().statusCode(401);
        gateway().body("{}").post("/node/v1/registry/register").then().statusCode(401);
    }

    @Test
    void probesAskNobodyForATokenAndNothingOfPeersAndMetricsAskForOurs() {
        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(401);
        gateway().get("/q/metrics").then().statusCode(200).body(containsString("sluice_registry_nodes_online"));
    }

    @Test
    void howLongNodesWereSilentIsInTheMetrics() {
        register(newName(), UUID.randomUUID());

        await("the heartbeats are looked at")
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> gateway().get("/q/metrics").asString(),
                        containsString("sluice_registry_heartbeat_age_nodes{le=\"+Inf\",pool=\"any\"}"));
        assertThat(gateway().get("/q/metrics").asString())
                .contains("sluice_registry_heartbeat_age_max_seconds{pool=\"any\"}");
    }
}
