package io.sluice.agent.pod;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import jakarta.inject.Inject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The agent as assembled, in a pod. */
@QuarkusTest
@WithTestResource(PodStub.class)
class PodAnnotatorComponentTest {
    @Inject
    NodeSelf self;

    @Inject
    NodeConfig config;

    BlockingQueue<String> calls;
    AtomicInteger status;

    @Test
    void thePodIsToldHowManyAttemptsItHoldsOnceItMayBe() throws InterruptedException {
        assertThat(next())
                .startsWith("PATCH /api/v1/namespaces/ns/pods/agent-0")
                .contains("token-of-the-pod", idle());
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200);

        status.set(200);
        assertThat(next()).contains(idle());

        self.runs(1);
        self.runs(2);
        self.runs(3);
        assertThat(nextWith("pod-deletion-cost\":\"3\"")).contains("safe-to-evict\":\"false\"");

        self.runs(0);
        assertThat(nextWith(idle())).contains("pod-deletion-cost\":\"0\"");
    }

    @Test
    void anEmptyZoneIsNone() {
        assertThat(config.place().get("zone")).isEmpty();
        assertThat(config.place().get("pod")).contains("agent-0");
    }

    private static String idle() {
        return "\"cluster-autoscaler.kubernetes.io/safe-to-evict\":\"true\"";
    }

    private String nextWith(String text) throws InterruptedException {
        String call = next();
        while (!call.contains(text)) {
            call = next();
        }
        return call;
    }

    private String next() throws InterruptedException {
        String call = calls.poll(30, TimeUnit.SECONDS);
        assertThat(call).as("the next call").isNotNull();
        return call;
    }
}
