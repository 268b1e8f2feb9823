package io.sluice.registry.drain;

import static io.sluice.registry.RegistryClient.deeds;
import static io.sluice.registry.RegistryClient.drain;
import static io.sluice.registry.RegistryClient.gateway;
import static io.sluice.registry.RegistryClient.get;
import static io.sluice.registry.RegistryClient.heartbeat;
import static io.sluice.registry.RegistryClient.newName;
import static io.sluice.registry.RegistryClient.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.registry.DispatchStub;
import io.sluice.registry.DispatchStub.Mode;
import io.sluice.registry.RegistryComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RegistryComponent
class DrainComponentTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String name = newName();
    private final UUID incarnation = UUID.randomUUID();
    private final DispatchStub.Control dispatch = DispatchStub.control();
    private RegisterReply registration;

    @BeforeEach
    void aNode() {
        registration = register(name, incarnation);
        await("dispatch knows the node").until(() -> get(name).barrier());
    }

    @AfterEach
    void dispatchAnswersAgain() {
        dispatch.mode(name, Mode.ANSWER);
        dispatch.release();
    }

    @Test
    void theBarrierIsClosedOnceDispatchHasCommitted() {
        dispatch.liveAttempts(name, 2);

        RegisteredNode node = drain(name, "kernel patch");

        assertThat(node.barrier()).isTrue();
        assertThat(node.drain().enabled()).isTrue();
        assertThat(node.drain().by()).isEqualTo("alice");
        assertThat(node.drain().reason()).isEqualTo("kernel patch");
        assertThat(dispatch.admissions(name)).last().asString().contains("\"enabled\":true");
        assertThat(deeds(name)).containsExactly("REGISTERED", "DRAIN_REQUESTED", "BARRIER_CLOSED");
    }

    @Test
    void drainedIsRecordedOnceWhenDispatchCountsNoLiveAttempt() {
        dispatch.liveAttempts(name, 1);
        drain(name, "kernel patch");
        dispatch.liveAttempts(name, 0);

        await("the sweeper has asked dispatch")
                .atMost(TIMEOUT)
                .until(() -> deeds(name).contains("DRAINED"));
        assertThat(deeds(name)).containsExactly("REGISTERED", "DRAIN_REQUESTED", "BARRIER_CLOSED", "DRAINED");
    }

    @Test
    void anEmptyNodeIsDrainedAtOnce() {
        drain(name, "kernel patch");

        assertThat(deeds(name)).containsExactly("REGISTERED", "DRAIN_REQUESTED", "BARRIER_CLOSED", "DRAINED");
    }

    @Test
    void withDispatchAwayTheRequestStandsWithoutItsBarrierAndIsCompletedLater() {
        dispatch.mode(name, Mode.REFUSE);

        RegisteredNode node = drain(name, "kernel patch");

        assertThat(node.drain().enabled()).isTrue();
        assertThat(node.barrier()).isFalse();
        assertThat(deeds(name)).containsExactly("REGISTERED", "DRAIN_REQUESTED");

        dispatch.mode(name, Mode.ANSWER);
        await("the sweeper has completed the change")
                .atMost(TIMEOUT)
                .until(() -> get(name).barrier());
        assertThat(deeds(name)).containsExactly("REGISTERED", "DRAIN_REQUESTED", "BARRIER_CLOSED", "DRAINED");
    }

    @Test
    void withDispatchHangingTheOperatorIsAnsweredAllTheSame() {
        dispatch.mode(name, Mode.HANG);

        assertThat(drain(name, "kernel patch").barrier()).isFalse();
    }

    @Test
    void theNodeLearnsOfItsDrainWithItsNextHeartbeat() {
        drain(name, "kernel patch");

        heartbeat(name, registration.epoch(), incarnation)
                .then()
                .statusCode(200)
                .body("desired.drain.enabled", equalTo(true))
                .body("desired.drain.reason", equalTo("kernel patch"));
    }

    @Test
    void askedAgainItIsTheSameDrain() {
        RegisteredNode before = drain(name, "kernel patch");

        RegisteredNode again = drain(name, "kernel patch");

        assertThat(again.drain().since()).isEqualTo(before.drain().since());
        assertThat(again.revision()).isEqualTo(before.revision());
        assertThat(deeds(name)).containsOnlyOnce("DRAIN_REQUESTED").doesNotContain("DRAIN_CHANGED");
    }

    @Test
    void anotherReasonKeepsSinceAndIsOnRecord() {
        RegisteredNode before = drain(name, "kernel patch");

        RegisteredNode changed = drain(name, "another kernel");

        assertThat(changed.drain().since()).isEqualTo(before.drain().since());
        assertThat(changed.drain().reason()).isEqualTo("another kernel");
        assertThat(changed.barrier()).isTrue();
        assertThat(deeds(name)).endsWith("DRAIN_CHANGED");
    }

    /** The issue's own input: bob's change leaves alice's deadline, and nobody's words stand under another's name. */
    @Test
    void aReasonOfSomebodyElseLeavesTheDeadlineAndIsSigned() {
        RegisteredNode before = put("{\"reason\":\"a\",\"deadlineIn\":\"1h\",\"onDeadline\":\"cancel\"}", 200)
                .extract()
                .as(RegisteredNode.class);

        gateway("bob")
                .body("{\"reason\":\"b\"}")
                .put("/internal/v1/nodes/{name}/drain", name)
                .then()
                .statusCode(200)
                .body("drain.deadline", equalTo(before.drain().deadline().toString()))
                .body("drain.onDeadline", equalTo("cancel"))
                .body("drain.since", equalTo(before.drain().since().toString()))
                .body("drain.reason", equalTo("b"))
                .body("drain.by", equalTo("bob"))
                .body("drain.deadlineBy", equalTo("alice"))
                .body("drain.changedBy", equalTo("bob"));
        gateway()
                .get("/internal/v1/nodes/{name}/events", name)
                .then()
                .body("find { it.what == 'DRAIN_CHANGED' }.by", equalTo("bob"))
                .body("find { it.what == 'DRAIN_CHANGED' }.detail", containsString("\"a\" → \"b\""));
    }

    @Test
    void nullTakesTheDeadlineAway() {
        put("{\"reason\":\"a\",\"deadlineIn\":\"1h\",\"onDeadline\":\"cancel\"}", 200);

        gateway()
                .body("{}")
                .put("/internal/v1/nodes/{name}/drain?clear=deadline", name)
                .then()
                .statusCode(200)
                .body("drain.reason", equalTo("a"))
                .body("drain.deadline", nullValue())
                .body("drain.onDeadline", equalTo("leave"));
    }

    @Test
    void aDrainIsChangedAndLiftedAtTheRevisionThatWasRead() {
        String old = put("{\"reason\":\"a\"}", 200).extract().header("ETag");
        String tag = put("{\"reason\":\"b\"}", 200).extract().header("ETag");

        for (String query : List.of("", "?dryRun=true")) {
            gateway()
                    .header("If-Match", old)
                    .body("{\"reason\":\"c\"}")
                    .put("/internal/v1/nodes/{name}/drain" + query, name)
                    .then()
                    .statusCode(412)
                    .body("type", equalTo("version-mismatch"));
        }
        gateway()
                .header("If-Match", old)
                .delete("/internal/v1/nodes/{name}/drain", name)
                .then()
                .statusCode(412);
        assertThat(get(name).drain().reason()).isEqualTo("b");

        gateway()
                .header("If-Match", tag)
                .delete("/internal/v1/nodes/{name}/drain", name)
                .then()
                .statusCode(200)
                .header("ETag", not(equalTo(tag)));
    }

    @Test
    void whatCanNotActIsRefusedAndADryRunSaysSoToo() {
        for (String query : List.of("", "?dryRun=true")) {
            for (var wrong : List.of(
                    Map.entry("{\"reason\":\"r\",\"onDeadline\":\"cancel\"}", "onDeadline"),
                    Map.entry("{\"reason\":\"r\",\"onDeadline\":\"requeue\"}", "onDeadline"),
                    Map.entry("{\"reason\":\"r\",\"deadline\":\"2020-01-01T00:00:00Z\"}", "deadline"))) {
                gateway()
                        .body(wrong.getKey())
                        .put("/internal/v1/nodes/{name}/drain" + query, name)
                        .then()
                        .statusCode(400)
                        .body("type", equalTo("invalid-request"))
                        .body("errors.field", hasItem(wrong.getValue()));
            }
        }
        assertThat(get(name).drain().enabled()).isFalse();
    }

    @Test
    void aDrainOutlivesARestartOfItsNode() {
        drain(name, "kernel patch");

        RegisterReply restarted = register(name, UUID.randomUUID());

        assertThat(restarted.desired().drain().enabled()).isTrue();
        await("dispatch has committed the new epoch, closed")
                .until(() -> get(name).barrier());
        assertThat(dispatch.admissions(name)).last().asString().contains("\"enabled\":true", "\"epoch\":2");
    }

    @Test
    void resumeLiftsTheDrainAndTellsDispatch() {
        drain(name, "kernel patch");

        gateway()
                .delete("/internal/v1/nodes/{name}/drain", name)
                .then()
                .statusCode(200)
                .body("drain.enabled", equalTo(false))
                .body("barrier", equalTo(true));

        assertThat(dispatch.admissions(name)).last().asString().contains("\"enabled\":false");
        assertThat(deeds(name)).endsWith("RESUMED");
    }

    @Test
    void resumeWithoutADrainChangesNothing() {
        long revision = get(name).revision();

        gateway()
                .delete("/internal/v1/nodes/{name}/drain", name)
                .then()
                .statusCode(200)
                .body("revision", equalTo((int) revision));
        assertThat(deeds(name)).doesNotContain("RESUMED");
    }

    @Test
    void pastTheDeadlineWhatWasAskedForIsDoneOnce() {
        dispatch.liveAttempts(name, 1);
        gateway()
                .body(Map.of("reason", "now", "deadlineIn", "1ms", "onDeadline", "cancel"))
                .put("/internal/v1/nodes/{name}/drain", name)
                .then()
                .statusCode(200)
                .body("barrier", equalTo(true));

        await("the deadline is done").atMost(TIMEOUT).until(() -> deeds(name).contains("DRAIN_DEADLINE_PASSED"));
        dispatch.liveAttempts(name, 0);
        await("the node is drained").atMost(TIMEOUT).until(() -> deeds(name).contains("DRAINED"));
        assertThat(dispatch.evictions(name)).singleElement().asString().contains("\"cancel\"", "alice", "now");
        assertThat(deeds(name)).containsOnlyOnce("DRAIN_DEADLINE_PASSED");
    }

    @Test
    void aPreviewTellsWhatADrainWouldDoAndDoesNothing() {
        dispatch.liveAttempts(name, 3);

        gateway()
                .body(Map.of("reason", "look"))
                .put("/internal/v1/nodes/{name}/drain?dryRun=true", name)
                .then()
                .statusCode(200)
                .body("name", equalTo(name))
                .body("alreadyDraining", equalTo(false))
                .body("runningTasks", equalTo(3))
                .body("capacityFloor", equalTo(0))
                .body("refused", equalTo(false))
                .body("drain", nullValue());
        assertThat(get(name).drain().enabled()).isFalse();
        assertThat(deeds(name)).containsExactly("REGISTERED");
    }

    @Test
    void aDrainOfANodeThatThereIsNotIsNotFoundByName() {
        String unknown = newName();

        gateway()
                .body(Map.of("reason", "r"))
                .put("/internal/v1/nodes/{name}/drain", unknown)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("not-found"))
                .body("detail", containsString(unknown));
        gateway().delete("/internal/v1/nodes/{name}/drain", unknown).then().statusCode(404);
    }

    @Test
    void everyWrongFieldIsNamed() {
        for (var wrong : List.of(
                Map.entry("{}", "reason"),
                Map.entry("{\"reason\": \" \"}", "reason"),
                Map.entry("{\"reason\": \"r\", \"onDeadline\": \"EXPLODE\"}", "onDeadline"),
                Map.entry("{\"reason\": \"r\", \"deadline\": \"tomorrow\"}", "deadline"),
                Map.entry("{\"reason\": \"r\", \"deadline\": \"+999999999-12-31T23:59:59Z\"}", "deadline"),
                Map.entry("{\"reason\": \"\\u0000\"}", "reason"))) {
            gateway()
                    .body(wrong.getKey())
                    .put("/internal/v1/nodes/{name}/drain", name)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("type", equalTo("invalid-request"))
                    .body("errors.field", hasItem(wrong.getValue()));
        }
        assertThat(get(name).drain().enabled()).isFalse();
    }

    private ValidatableResponse put(String body, int status) {
        return gateway()
                .body(body)
                .put("/internal/v1/nodes/{name}/drain", name)
                .then()
                .statusCode(status);
    }
}
