package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contracts.task.TaskState;
import io.sluice.local.suite.Role;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients behind a real load balancer, which follows {@code /ping}, while gateways are taken out of service below them. */
@Timeout(600)
class LoadBalancerScenario {
    private static final int MIN_REQUESTS = 20_000;
    private static final int ROUNDS = 2;
    private static final Duration ENOUGH_WITHIN = Duration.ofMinutes(5);
    private static final List<String> GATEWAYS = List.of(Role.GATEWAY.name(1), Role.GATEWAY.name(2));

    /** Of each kind: those that hold one connection, and those of the JDK with its pool. */
    private static final int CLIENTS = 5;

    private static final int SHOWN = 10;

    /** Of each gateway. */
    private static final int KILLS = 3;

    /** A part of the answer has reached the client: nobody between can try again. */
    private static final Pattern PARTIAL =
            Pattern.compile("closed after \\d+ of|fixed content-length: \\d+, bytes received");

    private static Cluster cluster;
    private static HaProxy balancer;

    private final Failures failures = new Failures();

    @BeforeAll
    static void start() {
        HaProxy.assumeInstalled();
        // A request that is sent again by the client's library would hide that it was dropped.
        assertThat(System.getProperty("jdk.httpclient.redirects.retrylimit")).isEqualTo("1");
        cluster = Cluster.start(Cluster.options("balancer").with(Role.AGENT, 1).withTaskCap(20));
        balancer = HaProxy.start(
                cluster.data(), List.of(cluster.api(0).gateway(), cluster.api(1).gateway()));
    }

    @AfterAll
    static void stop() {
        if (balancer != null) {
            balancer.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void maintenanceOfEachGatewayInTurnFailsNoRequest() {
        URI door = balancer.address();
        Api operator = new Api(door, cluster.api(0).token());
        FollowedEvents first =
                FollowedEvents.open("stream 1", door, cluster.api(0).token(), failures);
        FollowedEvents second =
                FollowedEvents.open("stream 2", door, cluster.api(0).token(), failures);
        Instant begun = Instant.now();
        Traffic traffic = Traffic.start(clients(door), failures);
        try (first;
                second) {
            try (traffic) {
                for (int round = 1; round <= ROUNDS || isMoreWanted(traffic, begun); round++) {
                    for (String gateway : GATEWAYS) {
                        maintain(operator, gateway, "round " + round);
                    }
                    say("round %d is over: %d requests so far", round, traffic.requests());
                }
                failures.during("after all rounds");
            }
            Duration flowed = Duration.between(begun, Instant.now());
            List<String> submitted = traffic.submitted();
            for (FollowedEvents stream : List.of(first, second)) {
                await("every end is seen")
                        .atMost(Api.TIMEOUT)
                        .untilAsserted(() -> assertThat(stream.ended()).containsAll(submitted));
            }
            assertThat(submitted)
                    .isNotEmpty()
                    .allSatisfy(id -> assertThat(Api.state(operator.task(id))).isEqualTo(TaskState.SUCCEEDED));
            List<String> failed = failures.list();
            say(
                    "%d requests in %d s, the slowest took %d ms, %d tasks submitted, %d failed; streams: %d and %d"
                            + " events, opened %d and %d times",
                    traffic.requests(),
                    flowed.toSeconds(),
                    traffic.slowest().toMillis(),
                    submitted.size(),
                    failed.size(),
                    first.events(),
                    second.events(),
                    first.opened(),
                    second.opened());
            failed.stream().limit(SHOWN).forEach(failure -> say("%s", failure));
            assertThat(failed.stream().limit(SHOWN)).isEmpty();
            assertThat(traffic.requests()).isGreaterThanOrEqualTo(MIN_REQUESTS);
            assertThat(List.of(first.opened(), second.opened()))
                    .as("streams were moved")
                    .anyMatch(opened -> opened > ROUNDS);
        }
    }

    @Test
    void aGatewayThatIsKilledWithoutADrainFailsSome() {
        failures.during("one is killed");
        try (Traffic traffic = Traffic.start(clients(balancer.address()), failures)) {
            await("requests flow").atMost(Api.TIMEOUT).until(() -> traffic.requests() > 100);
            assertThat(failures.list()).isEmpty();

            cluster.killAndKeepDown(GATEWAYS.get(0));

            await("failures are seen")
                    .atMost(Api.TIMEOUT)
                    .until(() -> !failures.list().isEmpty());
            balancer.awaitOut(GATEWAYS.get(0));
        } finally {
            cluster.start(GATEWAYS.get(0));
            balancer.awaitIn(GATEWAYS.get(0));
        }
        say(
                "%d failed when a gateway was killed, such as %s",
                failures.list().size(), failures.list().get(0));
    }

    @Test
    void aGatewayThatIsKilledBehindABalancerThatMayTryAgainFailsNone() {
        failures.during("one is killed");
        List<String> lost;
        int requests;
        try (HaProxy retrying = HaProxy.startAsInTheExample(
                cluster.data(), List.of(cluster.api(0).gateway(), cluster.api(1).gateway()))) {
            Traffic traffic = Traffic.start(
                    clients(retrying.address()).stream()
                            .<Client>map(KeyedClient::new)
                            .toList(),
                    failures);
            try (traffic) {
                for (int round = 1; round <= KILLS; round++) {
                    for (String gateway : GATEWAYS) {
                        int before = traffic.requests();
                        await("requests flow").atMost(Api.TIMEOUT).until(() -> traffic.requests() > before + 100);
                        cluster.killAndKeepDown(gateway);
                        retrying.awaitOut(gateway);
                        cluster.start(gateway);
                        retrying.awaitIn(gateway);
                        balancer.awaitIn(gateway);
                    }
                }
            }
            requests = traffic.requests();
            lost = failures.list().stream()
                    .filter(failure -> !PARTIAL.matcher(failure).find())
                    .toList();
            say(
                    "behind the example's HAProxy: %d kills, %d requests, %d failed, of them %d with a part of the answer sent;"
                            + " the slowest took %d ms",
                    KILLS * GATEWAYS.size(),
                    requests,
                    failures.list().size(),
                    failures.list().size() - lost.size(),
                    traffic.slowest().toMillis());
        }
        assertThat(lost).isEmpty();
        assertThat(requests).isPositive();
    }

    /** Gives each submission a key, so that it may be sent again. For the thread of the client. */
    private record KeyedClient(Client client) implements Client {
        @Override
        public Answer send(String method, String path, String body, Map<String, String> headers) {
            if (!method.equals("POST")) {
                return client.send(method, path, body, headers);
            }
            Map<String, String> keyed = new HashMap<>(headers);
            keyed.put("Idempotency-Key", UUID.randomUUID().toString());
            return client.send(method, path, body, keyed);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** On a slow machine two rounds may be over before there are enough requests: those of a calm cluster prove nothing. */
    private static boolean isMoreWanted(Traffic traffic, Instant begun) {
        return traffic.requests() < MIN_REQUESTS
                && Duration.between(begun, Instant.now()).compareTo(ENOUGH_WITHIN) < 0;
    }

    private void maintain(Api operator, String gateway, String round) {
        String drain = "/api/v1/nodes/" + gateway + "/drain";
        step(round, gateway, "drain", () -> {
            assertThat(operator.put(drain, Map.of("reason", "kernel patch")).status())
                    .isEqualTo(200);
            balancer.awaitOut(gateway);
            operator.awaitStatus(gateway, "DRAINED");
        });
        step(round, gateway, "stop", () -> cluster.stop(gateway));
        step(round, gateway, "start", () -> {
            cluster.start(gateway);
            operator.awaitStatus(gateway, "DRAINED");
        });
        step(round, gateway, "resume", () -> {
            assertThat(operator.delete(drain).status()).isEqualTo(200);
            balancer.awaitIn(gateway);
        });
    }

    private void step(String round, String gateway, String what, Runnable action) {
        String name = round + ", " + gateway + ", " + what;
        failures.during(name);
        Instant begun = Instant.now();
        action.run();
        say("%s: %d ms", name, Duration.between(begun, Instant.now()).toMillis());
    }

    private static List<Client> clients(URI door) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new KeptConnection(door, cluster.api(0).token()));
            clients.add(new Api(door, cluster.api(0).token())::send);
        }
        return clients;
    }

    private static void say(String text, Object... values) {
        System.out.println("[balancer] " + String.format(text, values));
    }
}
