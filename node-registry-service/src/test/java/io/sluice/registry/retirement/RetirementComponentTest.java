package io.sluice.registry.retirement;

import static io.sluice.registry.RegistryClient.deeds;
import static io.sluice.registry.RegistryClient.gateway;
import static io.sluice.registry.RegistryClient.get;
import static io.sluice.registry.RegistryClient.goodbye;
import static io.sluice.registry.RegistryClient.heartbeat;
import static io.sluice.registry.RegistryClient.newName;
import static io.sluice.registry.RegistryClient.node;
import static io.sluice.registry.RegistryClient.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.registry.DispatchStub;
import io.sluice.registry.DispatchStub.Mode;
import io.sluice.registry.RegistryComponent;
import io.sluice.registry.RegistryDatabase;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RegistryComponent
class RetirementComponentTest {
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
    }

    @Test
    void aNodeThatIsGoneAndEmptyIsRetiredAndItsProcessCannotComeBack() {
        goodbye(name, registration.epoch(), incarnation);

        retire().then().statusCode(204);

        gateway().get("/internal/v1/nodes/{name}", name).then().statusCode(404);
        heartbeat(name, registration.epoch(), incarnation)
                .then()
                .statusCode(410)
                .contentType("application/problem+json")
                .body("type", equalTo("node-retired"));
        node().body(RegistryDatabase.registration(name, incarnation))
                .post("/node/v1/registry/register")
                .then()
                .statusCode(410)
                .body("type", equalTo("node-retired"));
        assertThat(deeds(name)).containsExactly("REGISTERED", "GOODBYE", "RETIRED");
    }

    @Test
    void anotherProcessUnderARetiredNameGoesOnAboveItAndIsOpenedInDispatch() {
        goodbye(name, registration.epoch(), incarnation);
        retire().then().statusCode(204);

        RegisterReply another = register(name, UUID.randomUUID());

        assertThat(another.epoch()).isEqualTo(new Epoch(2));
        assertThat(another.id()).isNotEqualTo(registration.id());
        await("dispatch has taken the new node over the tombstone of the old")
                .until(() -> get(name).barrier());
    }

    @Test
    void allThatStandsInTheWayIsListed() {
        dispatch.liveAttempts(name, 2);

        retire().then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("node-not-empty"))
                .body("errors.field", hasItems("status", "runningTasks"));
        assertThat(get(name).revision()).isEqualTo(1);
    }

    @Test
    void aNodeThatIsGoneButHoldsAttemptsStays() {
        goodbye(name, registration.epoch(), incarnation);
        dispatch.liveAttempts(name, 1);

        retire().then()
                .statusCode(409)
                .body("type", equalTo("node-not-empty"))
                .body("errors.field", hasItems("runningTasks"));
        assertThat(get(name).offline()).isTrue();
    }

    @Test
    void withDispatchAwayNothingIsDone() {
        goodbye(name, registration.epoch(), incarnation);
        dispatch.mode(name, Mode.REFUSE);

        retire().then().statusCode(503).body("type", equalTo("upstream-unavailable"));

        assertThat(get(name).offline()).isTrue();
        dispatch.mode(name, Mode.ANSWER);
        await("dispatch is told again what the node may do")
                .until(() -> get(name).barrier());
        retire().then().statusCode(204);
    }

    @Test
    void aNodeThatThereIsNotIsNotFound() {
        gateway()
                .delete("/internal/v1/nodes/{name}", newName())
                .then()
                .statusCode(404)
                .body("type", equalTo("not-found"));
    }

    private io.restassured.response.Response retire() {
        return gateway().delete("/internal/v1/nodes/{name}", name);
    }
}
