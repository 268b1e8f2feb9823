package io.sluice.registry.membership;

import static io.sluice.registry.RegistryClient.deeds;
import static io.sluice.registry.RegistryClient.drain;
import static io.sluice.registry.RegistryClient.gateway;
import static io.sluice.registry.RegistryClient.get;
import static io.sluice.registry.RegistryClient.goodbye;
import static io.sluice.registry.RegistryClient.lastHeartbeats;
import static io.sluice.registry.RegistryClient.newName;
import static io.sluice.registry.RegistryClient.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.registry.DispatchStub;
import io.sluice.registry.DispatchStub.Mode;
import io.sluice.registry.RegistryComponent;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node whose process was told to stop: its way out is a drain like any other, and ends with its epoch. */
@QuarkusTest
@RegistryComponent
class NodeStopComponentTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String name = newName();
    private final UUID incarnation = UUID.randomUUID();
    private final DispatchStub.Control dispatch = DispatchStub.control();
    private RegisterReply registration;

    @BeforeEach
    void aNodeWithATask() {
        registration = register(name, incarnation);
        dispatch.liveAttempts(name, 1);
        await("dispatch knows the node").until(() -> get(name).barrier());
    }

    @AfterEach
    void dispatchAnswersAgain() {
        dispatch.mode(name, Mode.ANSWER);
    }

    @Test
    void itDrainsWithItsStopAsTheReasonAndDispatchClosesIt() {
        lastHeartbeats(name, registration.epoch(), incarnation)
                .then()
                .statusCode(200)
                .body("desired.drain.enabled", equalTo(true))
                .body("desired.drain.by", equalTo(name));

        await("dispatch has closed it").atMost(TIMEOUT).until(() -> get(name).barrier());
        RegisteredNode node = get(name);
        assertThat(node.drain().reason()).isEqualTo(Drain.STOP_REASON);
        assertThat(node.drain().by()).isEqualTo(name);
        assertThat(node.drain().since()).isEqualTo(node.stoppingSince());
        assertThat(node.attemptsAtBarrier()).isEqualTo(1);
        assertThat(dispatch.admissions(name)).last().asString().contains("\"enabled\":true", Drain.STOP_REASON);
        assertThat(deeds(name)).containsExactly("REGISTERED", "STOPPING", "BARRIER_CLOSED");
    }

    @Test
    void saidAgainItIsTheSameStop() {
        lastHeartbeats(name, registration.epoch(), incarnation).then().statusCode(200);
        RegisteredNode first = get(name);

        lastHeartbeats(name, registration.epoch(), incarnation).then().statusCode(200);

        assertThat(get(name).stoppingSince()).isEqualTo(first.stoppingSince());
        assertThat(get(name).revision()).isEqualTo(first.revision());
        assertThat(deeds(name)).containsOnlyOnce("STOPPING");
    }

    @Test
    void onceItIsEmptyItIsDrainedAndItsGoodbyeTakesItOffline() {
        lastHeartbeats(name, registration.epoch(), incarnation).then().statusCode(200);
        dispatch.liveAttempts(name, 0);
        await("it is drained").atMost(TIMEOUT).until(() -> deeds(name).contains("DRAINED"));

        goodbye(name, registration.epoch(), incarnation);

        assertThat(get(name).offline()).isTrue();
        assertThat(deeds(name)).containsExactly("REGISTERED", "STOPPING", "BARRIER_CLOSED", "DRAINED", "GOODBYE");
    }

    /** Also of one that was killed while it stopped: nothing but a new epoch is needed. */
    @Test
    void theNextRegistrationLiftsItAndNothingIsLeftOfIt() {
        lastHeartbeats(name, registration.epoch(), incarnation).then().statusCode(200);
        dispatch.liveAttempts(name, 0);
        await("it is drained").atMost(TIMEOUT).until(() -> deeds(name).contains("DRAINED"));

        RegisterReply restarted = register(name, UUID.randomUUID());

        assertThat(restarted.desired().drain()).isEqualTo(Drain.OFF);
        await("dispatch has opened it").atMost(TIMEOUT).until(() -> get(name).barrier());
        assertThat(get(name).drain()).isEqualTo(Drain.OFF);
        assertThat(get(name).stoppingSince()).isNull();
        assertThat(dispatch.admissions(name)).last().asString().contains("\"enabled\":false", "\"epoch\":2");
        assertThat(drain(name, "the next drain is counted anew").attemptsAtBarrier())
                .isZero();
    }

    @Test
    void theSameProcessThatRegistersAgainStillStops() {
        lastHeartbeats(name, registration.epoch(), incarnation).then().statusCode(200);

        assertThat(register(name, incarnation).desired().drain().enabled()).isTrue();
    }

    @Test
    void anOperatorsDrainGoesFirstAndOutlivesIt() {
        drain(name, "kernel patch");

        lastHeartbeats(name, registration.epoch(), incarnation).then().body("desired.drain.by", equalTo("alice"));
        assertThat(get(name).drain().reason()).isEqualTo("kernel patch");
        assertThat(get(name).barrier()).as("closed already").isTrue();
        assertThat(get(name).stoppingSince()).isNotNull();

        assertThat(register(name, UUID.randomUUID()).desired().drain().reason()).isEqualTo("kernel patch");
        assertThat(get(name).stoppingSince()).isNull();
    }

    @Test
    void noOperatorLiftsItAndWhatStandsIsSaid() {
        lastHeartbeats(name, registration.epoch(), incarnation).then().statusCode(200);
        drain(name, "kernel patch");

        for (int i = 0; i < 2; i++) {
            gateway()
                    .delete("/internal/v1/nodes/{name}/drain", name)
                    .then()
                    .statusCode(200)
                    .body("drain.enabled", equalTo(true))
                    .body("drain.by", equalTo(name))
                    .body("drain.reason", equalTo(Drain.STOP_REASON))
                    .body("drain.deadline", nullValue())
                    .body("stoppingSince", notNullValue());
        }

        await("dispatch has closed it again")
                .atMost(TIMEOUT)
                .until(() -> get(name).barrier());
        assertThat(dispatch.admissions(name)).last().asString().contains("\"enabled\":true", Drain.STOP_REASON);
        assertThat(deeds(name)).containsOnlyOnce("RESUMED");
    }

    @Test
    void aProcessThatIsNotTheNodeAnyMoreStopsNobody() {
        register(name, UUID.randomUUID());

        lastHeartbeats(name, registration.epoch(), incarnation).then().statusCode(409);
        lastHeartbeats(name, new Epoch(2), incarnation).then().statusCode(409);

        assertThat(get(name).stoppingSince()).isNull();
        assertThat(deeds(name)).doesNotContain("STOPPING");
    }

    @Test
    void withDispatchAwayItIsCompletedLater() {
        dispatch.mode(name, Mode.REFUSE);
        lastHeartbeats(name, registration.epoch(), incarnation).then().statusCode(200);
        assertThat(get(name).barrier()).isFalse();
        assertThat(get(name).drain().enabled()).isTrue();

        dispatch.mode(name, Mode.ANSWER);

        await("the sweeper has told dispatch")
                .atMost(TIMEOUT)
                .until(() -> get(name).barrier());
    }
}
