package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DrainScenario extends SuiteScenario {
    private static final Map<String, Object> PATCH = Map.of("reason", "kernel patch");

    @AfterEach
    void resumeEverything() {
        API.nodes()
                .forEach(node -> API.delete("/api/v1/nodes/" + node.path("name").asText() + "/drain"));
    }

    @Test
    void aDrainedNodeFinishesWhatRunsAndTakesNothingNew() {
        String running = API.submit(
                Submission.shell(untilRaised("go") + "; echo finished").on(agent(0)));
        API.awaitRunning(running);

        Answer answer = API.put("/api/v1/nodes/" + agent(0) + "/drain", PATCH);

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.json().path("barrier").asBoolean()).as("%s", answer).isTrue();
        assertThat(answer.json().path("status").asText()).isEqualTo("DRAINING");
        assertThat(answer.json().path("runningTasks").asInt()).isEqualTo(1);
        assertThat(answer.json().path("drain").path("reason").asText()).isEqualTo("kernel patch");
        assertThat(answer.json().path("drain").path("since").asText()).isNotEmpty();

        List<String> others = API.submitBatch(
                IntStream.range(0, 20).mapToObj(i -> Submission.shell("true")).toList());
        String pinned = API.submit(Submission.shell("true").on(agent(0)));
        others.forEach(id -> assertThat(nodeOf(API.awaitEnd(id))).isEqualTo(agent(1)));
        JsonNode waiting = API.awaitTask(
                pinned,
                "says which node it waits for",
                task -> task.path("waiting").path("text").asText().contains(agent(0)));
        assertThat(Api.state(waiting)).isEqualTo(TaskState.QUEUED);
        assertThat(Api.state(API.task(running))).isEqualTo(TaskState.RUNNING);

        raise("go");

        assertThat(Api.state(API.awaitEnd(running))).isEqualTo(TaskState.SUCCEEDED);
        assertThat(API.log(running)).isEqualTo("finished\n");
        API.awaitStatus(agent(0), "DRAINED");
        assertThat(Api.state(API.task(pinned))).isEqualTo(TaskState.QUEUED);

        Answer resumed = API.delete("/api/v1/nodes/" + agent(0) + "/drain");
        assertThat(resumed.status()).as("%s", resumed).isEqualTo(200);
        assertThat(nodeOf(API.awaitEnd(pinned))).isEqualTo(agent(0));
    }

    @Test
    void aDrainAskedForAgainIsTheSameDrain() {
        Answer first = API.put("/api/v1/nodes/" + agent(0) + "/drain", PATCH);
        Answer again = OTHER.put("/api/v1/nodes/" + agent(0) + "/drain", PATCH);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("drain").path("since"))
                .isEqualTo(first.json().path("drain").path("since"));
    }

    @Test
    void aDryRunChangesNothing() {
        Answer preview = API.put("/api/v1/nodes/" + agent(0) + "/drain?dryRun=true", PATCH);

        assertThat(preview.status()).as("%s", preview).isEqualTo(200);
        assertThat(preview.json().path("capacityNow").asInt()).isEqualTo(2 * CAP);
        assertThat(preview.json().path("capacityLeft").asInt()).isEqualTo(CAP);
        assertThat(API.node(agent(0)).path("status").asText()).isEqualTo("RUNNING");
    }

    @Test
    void aDrainPastItsDeadlineCancelsWhatIsLeftWhenThatWasAsked() {
        String id = API.submit(Submission.shell("sleep 300").on(agent(0)));
        API.awaitRunning(id);

        Answer answer = API.put(
                "/api/v1/nodes/" + agent(0) + "/drain",
                Map.of("reason", "now", "deadlineIn", "1ms", "onDeadline", "cancel"));

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        JsonNode task = API.awaitEnd(id);
        assertThat(Api.state(task)).isEqualTo(TaskState.CANCELED);
        assertThat(task.path("reason").path("text").asText())
                .startsWith("Canceled by the drain of ")
                .endsWith(" (\"now\"), whose deadline passed.");
        API.awaitStatus(agent(0), "DRAINED");
    }

    /** The issue's own input: it was RUNNING without a drain, and what waited for it could not reach this service. */
    @Test
    void aNodeThatIsToldToStopDrainsUntilItHasStartedAgain() {
        String running = API.submit(
                Submission.shell(untilRaised("stop") + "; echo finished").on(agent(0)));
        API.awaitRunning(running);
        CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> CLUSTER.stop(agent(0)));

        JsonNode stopping = API.awaitStatus(agent(0), "DRAINING");
        assertThat(stopping.path("drain").path("by").asText()).isEqualTo(agent(0));
        assertThat(stopping.path("drain").path("reason").asText()).isEqualTo("its process was told to stop");
        assertThat(stopping.path("runningTasks").asInt()).isEqualTo(1);
        String pinned = API.submit(Submission.shell("true").on(agent(0)));
        API.awaitTask(
                pinned,
                "says that its node stops",
                task -> task.path("waiting").path("code").asText().equals("ALL_DRAINED")
                        && task.path("waiting").path("text").asText().contains(agent(0) + " by itself"));
        raise("stop");
        stop.join();

        assertThat(Api.state(API.awaitEnd(running))).isEqualTo(TaskState.SUCCEEDED);
        API.awaitStatus(agent(0), "OFFLINE");
        CLUSTER.start(agent(0));
        JsonNode back = API.awaitStatus(agent(0), "RUNNING");
        assertThat(back.path("drain").path("enabled").asBoolean()).isFalse();
        assertThat(nodeOf(API.awaitEnd(pinned))).isEqualTo(agent(0));
    }

    @Test
    void aDrainedGatewaySaysSoToItsLoadBalancerWhileTheOtherServes() {
        assertThat(OTHER.get("/ping").status()).isEqualTo(200);
        assertThat(OTHER.get("/q/health/ready").status()).isEqualTo(200);
        assertThat(OTHER.get("/api/octopusservernodes/ping").status()).isEqualTo(200);
        String gateway = OTHER.get("/ping").json().path("name").asText();

        Answer drained = API.put("/api/v1/nodes/" + gateway + "/drain", PATCH);

        assertThat(drained.json().path("barrier").asBoolean()).as("%s", drained).isTrue();
        API.awaitStatus(gateway, "DRAINED");
        await("the gateway has heard of it")
                .atMost(Api.TIMEOUT)
                .until(() -> OTHER.get("/ping").status() == 503);
        await("it says that it is drained")
                .atMost(Api.TIMEOUT)
                .until(() -> OTHER.get("/ping").json().path("status").asText().equals("DRAINED"));
        assertThat(OTHER.get("/api/v1/ping").status()).isEqualTo(503);
        assertThat(OTHER.get("/q/health/ready").status()).isEqualTo(503);
        assertThat(OTHER.get("/q/health/live").status()).isEqualTo(200);
        assertThat(OTHER.get("/api/octopusservernodes/ping").status()).isEqualTo(418);
        assertThat(API.get("/ping").status()).isEqualTo(200);
        assertThat(OTHER.nodes()).as("whoever still asks is answered").isNotEmpty();

        API.delete("/api/v1/nodes/" + gateway + "/drain");

        await("the gateway serves again")
                .atMost(Api.TIMEOUT)
                .until(() -> OTHER.get("/ping").status() == 200
                        && OTHER.get("/q/health/ready").status() == 200);
    }

    @Test
    void aDrainedGatewayEndsItsEventStreams() {
        String gateway = OTHER.get("/ping").json().path("name").asText();
        try (EventStream events = OTHER.events("/api/v1/events", Map.of())) {
            API.put("/api/v1/nodes/" + gateway + "/drain", PATCH);

            assertThat(events.toEnd()).isNotNull();
        }
    }

    @Test
    void aPausedQueueAssignsNothingUntilItGoesOn() {
        Answer paused = API.put("/api/v1/queue/pause", Map.of("note", "release freeze"));
        assertThat(paused.status()).as("%s", paused).isEqualTo(200);
        String id = API.submit(Submission.shell("true"));

        API.awaitTask(
                id,
                "says that the queue is paused",
                task -> task.path("waiting").path("code").asText().contains("PAUSED"));
        assertThat(API.get("/api/v1/cluster").json().path("paused").asBoolean()).isTrue();
        assertThat(Api.state(API.task(id))).isEqualTo(TaskState.QUEUED);

        Instant lifted = Instant.now();
        assertThat(API.delete("/api/v1/queue/pause").status()).isEqualTo(200);

        JsonNode attempt = Api.attempts(API.awaitEnd(id)).get(0);
        assertThat(Instant.parse(attempt.path("assignedAt").asText())).isAfter(lifted);
    }

    @Test
    void aTaskThatWaitsPastItsLimitExpiresAndTellsWhatItWaitedFor() {
        String id =
                API.submit(Submission.shell(append("ran", "x")).on("nowhere").with("queueLimit", "1s"));

        JsonNode task = API.awaitEnd(id);

        assertThat(Api.state(task)).isEqualTo(TaskState.EXPIRED);
        assertThat(Api.attempts(task)).isEmpty();
        assertThat(task.path("waited")).as("%s", task).isNotEmpty();
        assertThat(task.path("waited").get(0).path("code").asText()).isNotBlank();
        assertThat(trace("ran")).isEmpty();
    }

    @Test
    void aPausedQueueStopsTheClockOfTheLimit() {
        API.put("/api/v1/queue/pause", Map.of("note", "release freeze"));
        String paused = API.submit(Submission.shell("true").with("queueLimit", "2s"));
        Instant enough = Instant.now().plusSeconds(4);
        await("well past the limit")
                .atMost(Api.TIMEOUT)
                .until(() -> Instant.now().isAfter(enough));

        assertThat(Api.state(API.task(paused))).isEqualTo(TaskState.QUEUED);

        API.delete("/api/v1/queue/pause");
        assertThat(Api.state(API.awaitEnd(paused))).isEqualTo(TaskState.SUCCEEDED);
    }
}
