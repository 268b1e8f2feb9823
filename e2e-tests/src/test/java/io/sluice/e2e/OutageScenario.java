package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskState;
import io.sluice.local.suite.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker, or the database, is gone for a minute while tasks run and clients submit. Every process stays up with its
 * small heap, every gateway stays in its Service, each submission is taken or clearly refused, and what was taken ends.
 */
@Timeout(420)
class OutageScenario {
    private static final Duration OUTAGE = Duration.ofMinutes(1);

    /** After that long without its database a service ended, when it was Flyway that waited. */
    private static final Duration LONGER_THAN_FLYWAY_TRIES = Duration.ofSeconds(40);

    private static final int RUNNING = 4;
    private static final int CLIENTS = 4;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** All of the crowd's tasks together are more than the gateways have room for. */
    private static final int CROWD = 200;

    private static final int LARGE_BYTES = 250_000;
    private static final Duration CROWD_PAUSE = Duration.ofSeconds(1);

    private static Cluster cluster;

    @TempDir
    Path traces;

    private final Failures failures = new Failures();
    private Api api;
    private Map<String, Integer> restartsBefore;

    @BeforeAll
    static void start() {
        cluster = Cluster.start(Cluster.options("outage").with(Role.DISPATCH, 2).with(Role.REGISTRY, 2));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void begin() {
        api = cluster.api(0);
        restartsBefore = cluster.restarts();
    }

    @AfterEach
    void bringBack() {
        cluster.start("kafka");
        cluster.start("postgres");
    }

    @Test
    void withoutTheBrokerSubmissionsAreRefusedAndWhatRunsGoesOn() throws Exception {
        List<String> running = submitRunning();
        try (Submitters clients = submitters()) {
            awaitAccepted(clients, 20);
            cluster.killAndKeepDown("kafka");
            failures.during("no broker");
            try (Submitters crowd = crowd()) {
                stayUpFor(OUTAGE, "/api/v1/nodes");
                assertThat(failures.list()).isEmpty();
                assertThat(crowd.refused())
                        .as("the bound of what waits was reached")
                        .anyMatch(answer -> answer.body().contains("too many submissions"));
            }
            endWhatRuns(running);
            int refused = clients.refused().size();
            assertThat(refused).isPositive();

            cluster.start("kafka");
            failures.during("the broker is back");
            int before = clients.accepted().size();
            awaitAccepted(clients, before + 20);
            clients.close();
            say("broker", clients, refused);
            allEnd(clients.accepted());
        }
        assertThat(failures.list()).isEmpty();
        assertThat(cluster.restarts()).isEqualTo(restartsBefore);
    }

    @Test
    void withoutTheDatabaseSubmissionsAreTakenAndWhatRunsGoesOn() throws Exception {
        List<String> running = submitRunning();
        try (Submitters clients = submitters()) {
            awaitAccepted(clients, 20);
            cluster.killAndKeepDown("postgres");
            failures.during("no database");
            int before = clients.accepted().size();
            stayUpFor(OUTAGE, "/ping");
            assertThat(failures.list()).isEmpty();
            assertThat(clients.accepted().size()).as("Kafka keeps them").isGreaterThan(before + 100);
            assertThat(api.get("/api/v1/nodes")).matches(Answer::isClearRefusal);
            assertThat(api.send(
                            "POST",
                            "/api/v1/tasks",
                            "{\"type\":\"noop\"}",
                            Map.of(
                                    "Content-Type",
                                    "application/json",
                                    "Idempotency-Key",
                                    "outage-" + UUID.randomUUID())))
                    .matches(Answer::isClearRefusal);

            cluster.start("postgres");
            failures.during("the database is back");
            await("the API answers again")
                    .atMost(Api.TIMEOUT)
                    .until(() -> api.get("/api/v1/nodes").status() == 200);
            clients.close();
            say("database", clients, clients.refused().size());
            endWhatRuns(running);
            allEnd(clients.accepted());
        }
        assertThat(failures.list()).isEmpty();
        assertThat(cluster.restarts()).as("nothing died of it").isEqualTo(restartsBefore);
    }

    @Test
    void servicesThatStartWithoutTheirDatabaseWaitForIt() throws Exception {
        List<String> started = List.of("registry-1", "dispatch-1");
        cluster.killAndKeepDown("postgres");
        started.forEach(cluster::kill);
        Map<String, Integer> restarts = cluster.restarts();
        Map<String, URI> addresses = cluster.addresses();
        for (String process : started) {
            Api probe = new Api(addresses.get(process), "");
            await(process + " is live").atMost(Api.TIMEOUT).until(() -> isLive(probe));
            assertThat(probe.get("/q/health/ready").status()).as(process).isEqualTo(503);
            assertThat(probe.get("/internal/v1/nodes")).as(process).matches(Answer::isClearRefusal);
        }
        await("nothing ends while it waits")
                .during(LONGER_THAN_FLYWAY_TRIES)
                .atMost(LONGER_THAN_FLYWAY_TRIES.plus(Api.TIMEOUT))
                .until(() -> started.stream().allMatch(process -> isLive(new Api(addresses.get(process), ""))));

        cluster.start("postgres");
        started.forEach(cluster::awaitBack);

        JsonNode task = api.awaitEnd(api.submit(Submission.shell("true")));
        assertThat(Api.state(task)).as("%s", task).isEqualTo(TaskState.SUCCEEDED);
        assertThat(cluster.restarts()).as("none ended while it waited").isEqualTo(restarts);
    }

    private static boolean isLive(Api probe) {
        try {
            return probe.get("/q/health/live").status() == 200;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private List<String> submitRunning() {
        List<String> ids = IntStream.range(0, RUNNING)
                .mapToObj(i -> api.submit(
                        Submission.shell("while [ ! -e '" + traces.resolve("go") + "' ]; do sleep 0.1; done")))
                .toList();
        ids.forEach(api::awaitRunning);
        return ids;
    }

    private Submitters submitters() {
        return Submitters.start(gateways(), CLIENTS, PAUSE, Submission.shell("true"), failures);
    }

    private Submitters crowd() {
        Submission large = Submission.shell("true").with("stdin", "x".repeat(LARGE_BYTES));
        return Submitters.start(gateways(), CROWD, CROWD_PAUSE, large, failures);
    }

    private static List<Api> gateways() {
        return List.of(cluster.api(0), cluster.api(1));
    }

    /** Looks every second, for that long: liveness of all, and readiness and ping of the gateways, which still answer. */
    private void stayUpFor(Duration length, String path) throws InterruptedException {
        Map<String, Api> probes = new HashMap<>();
        cluster.addresses().forEach((process, address) -> probes.put(process, new Api(address, "")));
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() - end < 0) {
            probes.forEach((process, probe) -> {
                expect200(process, probe, "/q/health/live");
                if (process.startsWith(Role.GATEWAY.label())) {
                    expect200(process, probe, "/ping");
                    expect200(process, probe, "/q/health/ready");
                }
            });
            expect200("gateway", api, path);
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private void expect200(String who, Api at, String path) {
        try {
            Answer answer = at.get(path);
            if (answer.status() != 200) {
                failures.add(who, "GET " + path + ": " + answer);
            }
        } catch (RuntimeException e) {
            failures.add(who, e);
        }
    }

    private static void awaitAccepted(Submitters clients, int count) {
        await("submissions are taken")
                .atMost(Api.TIMEOUT)
                .until(() -> clients.accepted().size() >= count);
    }

    /** Tasks that ran all the time ran once, and end well. */
    private void endWhatRuns(List<String> ids) throws IOException {
        Files.createFile(traces.resolve("go"));
        for (String id : ids) {
            JsonNode task = api.awaitEnd(id);
            assertThat(Api.state(task)).as("%s", task).isEqualTo(TaskState.SUCCEEDED);
            assertThat(Api.attempts(task)).as("%s", task).hasSize(1);
        }
    }

    /** While intake catches up a gateway may say 503, since it can't tell yet whether there is such a task. */
    private void allEnd(List<String> ids) {
        for (String id : ids) {
            Answer ended = await("task " + id + " ends")
                    .atMost(Api.TIMEOUT)
                    .pollDelay(Duration.ZERO)
                    .until(
                            () -> api.get("/api/v1/tasks/" + id),
                            answer -> answer.status() != 503
                                    && Api.state(answer.json()).isTerminal());
            assertThat(Api.state(ended.json())).as("%s", ended).isEqualTo(TaskState.SUCCEEDED);
        }
    }

    private static void say(String what, Submitters clients, int refused) {
        System.out.println("[outage] " + what + " gone for " + OUTAGE.toSeconds() + " s: "
                + clients.accepted().size() + " tasks accepted in all, " + refused + " refused");
    }
}
