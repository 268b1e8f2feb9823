package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sluice.contracts.Json;
import io.sluice.contracts.task.TaskState;
import io.sluice.local.suite.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * G6: behind a load balancer that follows ping no request fails while one gateway after the other is drained, stopped,
 * started and resumed. Clients keep their connections and try nothing again, and neither does the balancer.
 */
@Timeout(600)
class LoadBalancerScenario {
    private static final int CLIENTS = 10;
    private static final int ROUNDS = 2;
    private static final int WANTED_REQUESTS = 20_000;
    private static final Duration PACE = Duration.ofMillis(40);
    private static final int SUBMIT_EVERY = 50;
    private static final int STREAMS = 2;

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger streamsOpened = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> submitted = ConcurrentHashMap.newKeySet();
    private final List<Set<String>> ended = new ArrayList<>();
    private final AtomicReference<String> step = new AtomicReference<>("before");

    private Cluster cluster;
    private HaProxy balancer;
    private ScheduledExecutorService pace;

    @BeforeEach
    void start() throws Exception {
        String missing = HaProxy.missing();
        assumeTrue(missing.isEmpty(), missing);
        cluster = Cluster.start(Cluster.options("balancer").with(Role.AGENT, 1).withTaskCap(20));
        balancer = HaProxy.before(
                List.of(cluster.api(0).gateway(), cluster.api(1).gateway()), Path.of("target", "haproxy"));
        pace = Executors.newScheduledThreadPool(CLIENTS);
    }

    @AfterEach
    void stop() {
        if (pace != null) {
            pace.shutdownNow();
            balancer.close();
            cluster.close();
        }
    }

    @Test
    void noRequestFailsWhileEachGatewayInTurnIsMaintained() throws Exception {
        for (int i = 0; i < STREAMS; i++) {
            ended.add(follow());
        }
        await("streams are open").until(() -> streamsOpened.get() == STREAMS);
        load();
        for (int round = 1; round <= ROUNDS; round++) {
            maintain(0, round);
            maintain(1, round);
        }
        step.set("after");
        await("requests").atMost(Duration.ofMinutes(5)).until(() -> requests.get() >= WANTED_REQUESTS);
        pace.shutdown();
        assertThat(pace.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

        say(requests + " requests, " + failures.size() + " failed, " + submitted.size() + " tasks, " + streamsOpened
                + " event streams opened for " + STREAMS + " readers");
        assertThat(failures.stream().limit(10)).isEmpty();
        assertThat(submitted)
                .isNotEmpty()
                .allSatisfy(
                        id -> assertThat(Api.state(cluster.api(0).awaitEnd(id))).isEqualTo(TaskState.SUCCEEDED));
        for (Set<String> seen : ended) {
            await("every end was told").atMost(Api.PATIENCE).until(() -> seen.containsAll(submitted));
        }
        assertThat(failures.stream().limit(10)).isEmpty();
    }

    @Test
    void aGatewayThatIsKilledWithoutADrainFailsRequests() {
        load();
        await("requests").until(() -> requests.get() > 200);

        cluster.killAndKeepDown("gateway-1");
        balancer.awaitOut("gateway-1");

        await("failures are counted").atMost(Api.PATIENCE).until(() -> !failures.isEmpty());
        say(failures.size() + " of " + requests + " requests failed when a gateway was killed without a drain");
    }

    private void maintain(int index, int round) {
        String gateway = "gateway-" + (index + 1);
        Api other = cluster.api(1 - index);
        String drain = "/api/v1/nodes/" + gateway + "/drain";
        Instant begun = Instant.now();
        step.set("round " + round + ": draining " + gateway);
        assertThat(other.put(drain, Map.of("reason", "update")).status()).isEqualTo(200);
        balancer.awaitOut(gateway);
        step.set("round " + round + ": stopping " + gateway);
        cluster.stop(gateway);
        step.set("round " + round + ": starting " + gateway);
        cluster.start(gateway);
        step.set("round " + round + ": resuming " + gateway);
        assertThat(other.delete(drain).status()).isEqualTo(200);
        balancer.awaitIn(gateway);
        say("round " + round + ": " + gateway + " was maintained in "
                + Duration.between(begun, Instant.now()).toMillis() + " ms, " + requests + " requests so far, "
                + failures.size() + " failed");
    }

    private void load() {
        for (int i = 0; i < CLIENTS; i++) {
            SteadyClient client =
                    new SteadyClient(balancer.port(), cluster.api(0).token());
            AtomicInteger count = new AtomicInteger(i * SUBMIT_EVERY / CLIENTS);
            pace.scheduleAtFixedRate(
                    () -> ask(client, count.getAndIncrement()), 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void ask(SteadyClient client, int number) {
        boolean submits = number % SUBMIT_EVERY == 0;
        String what = submits
                ? "POST /api/v1/tasks"
                : List.of("GET /api/v1/cluster", "GET /api/v1/nodes", "GET /api/v1/tasks?limit=5", "GET /api/v1/ping")
                        .get(number % 4);
        String[] words = what.split(" ");
        Instant begun = Instant.now();
        try {
            SteadyClient.Response response =
                    client.send(words[0], words[1], submits ? "{\"type\":\"exec\",\"command\":[\"true\"]}" : "");
            requests.incrementAndGet();
            if (submits && response.status() == 202) {
                submitted.add(id(response.body()));
            } else if (response.status() != 200) {
                fail(begun, what + " was answered with " + response.status() + " " + response.body());
            }
        } catch (IOException | RuntimeException e) {
            requests.incrementAndGet();
            fail(begun, what + ": " + e);
        }
    }

    /** Reads events until the scenario ends; a stream that the server ends in order is opened again where it was. */
    private Set<String> follow() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Thread reader = new Thread(() -> {
            String last = "";
            while (!Thread.currentThread().isInterrupted()) {
                last = readStream(last, seen);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return seen;
    }

    private String readStream(String from, Set<String> seen) {
        String last = from;
        Instant begun = Instant.now();
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    balancer.address().resolve("/api/v1/events").toURL().openConnection();
            connection.setRequestProperty(
                    "Authorization", "Bearer " + cluster.api(0).token());
            if (!from.isEmpty()) {
                connection.setRequestProperty("Last-Event-ID", from);
            }
            if (connection.getResponseCode() != 200) {
                fail(begun, "the event stream was answered with " + connection.getResponseCode());
                return last;
            }
            streamsOpened.incrementAndGet();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("id:")) {
                        last = line.substring(3).strip();
                    } else if (line.startsWith("data:") && line.contains("SUCCEEDED")) {
                        seen.add(id(line.substring(5)));
                    }
                }
            }
        } catch (IOException e) {
            if (!pace.isTerminated()) {
                fail(begun, "the event stream broke: " + e);
            }
        }
        return last;
    }

    private void fail(Instant begun, String what) {
        failures.add(step + ", begun " + begun + ", after "
                + Duration.between(begun, Instant.now()).toMillis() + " ms: " + what);
    }

    private static String id(String json) {
        try {
            return Json.mapper().readTree(json).path("id").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }

    private static void say(String line) {
        System.out.println("[balancer] " + line);
    }
}
