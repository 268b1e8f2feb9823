package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody who has the join token, as a task of any agent may have read it, tries to be another agent. */
@Timeout(240)
class NameScenario extends SuiteScenario {
    @Test
    void theJoinTokenSpeaksForNoNodeThatLives() {
        String id =
                API.submit(Submission.shell(untilRaised("go") + "; echo done").on(agent(0)));
        API.awaitRunning(id);
        JsonNode before = API.node(agent(0));
        long epoch = before.path("epoch").asLong();

        for (URI door : List.of(CLUSTER.addresses().get("registry-1"), API.gateway())) {
            Answer registered = impostor(door).post("/node/v1/registry/register", registration());
            assertThat(registered.status()).as("%s", registered).isEqualTo(409);
            assertThat(registered.json().path("type").asText()).isEqualTo("name-taken");
        }
        for (URI door : List.of(CLUSTER.addresses().get("dispatch-1"), API.gateway())) {
            assertRefused(
                    door, "renewals", Map.of("epoch", epoch, "incarnation", UUID.randomUUID(), "held", List.of()));
            assertRefused(
                    door,
                    "reports",
                    Map.of(
                            "epoch",
                            epoch,
                            "incarnation",
                            UUID.randomUUID(),
                            "reports",
                            List.of(Map.of(
                                    "report",
                                    "ended",
                                    "taskId",
                                    id,
                                    "attempt",
                                    1,
                                    "state",
                                    "SUCCEEDED",
                                    "ranMillis",
                                    1))));
            assertRefused(door, "detach", Map.of("epoch", epoch, "incarnation", UUID.randomUUID(), "begun", List.of()));
        }

        raise("go");
        JsonNode task = API.awaitEnd(id);
        assertThat(Api.state(task)).as("%s", task).isEqualTo(TaskState.SUCCEEDED);
        assertThat(Api.attempts(task)).hasSize(1);
        assertThat(API.node(agent(0)).path("epoch").asLong()).isEqualTo(epoch);
    }

    @Test
    void noTokenAndNoSecretIsInALogOrInWhatATaskInherits() throws IOException {
        String join = Files.readString(CLUSTER.data().resolve("join-token")).strip();
        List<String> secrets = secrets();
        assertThat(secrets).hasSizeGreaterThanOrEqualTo(CLUSTER.agents().size());

        String id = API.submit(Submission.shell("env; cat /proc/self/cmdline; ls -l /proc/self/fd"));
        API.awaitEnd(id);

        assertThat(API.log(id)).doesNotContain(join).doesNotContain(secrets).doesNotContain("join-token");
        try (Stream<Path> logs = Files.list(CLUSTER.data().resolve("log"))) {
            assertThat(logs)
                    .isNotEmpty()
                    .allSatisfy(
                            log -> assertThat(read(log)).doesNotContain(join).doesNotContain(secrets));
        }
    }

    private void assertRefused(URI door, String what, Map<String, Object> body) {
        Answer answer = impostor(door).post("/node/v1/dispatch/nodes/" + agent(0) + "/" + what, body);
        assertThat(answer.status()).as("%s at %s: %s", what, door, answer).isEqualTo(403);
    }

    private static Api impostor(URI door) {
        return new Api(door, read(CLUSTER.data().resolve("join-token")).strip());
    }

    private static Map<String, Object> registration() {
        return Map.of(
                "name",
                agent(0),
                "kind",
                "AGENT",
                "incarnation",
                UUID.randomUUID(),
                "version",
                "1",
                "labels",
                Map.of(),
                "taskCap",
                5);
    }

    private static List<String> secrets() throws IOException {
        try (Stream<Path> files = Files.list(CLUSTER.data().resolve("nodes"))) {
            return files.filter(file -> file.toString().endsWith(".secret"))
                    .map(file -> read(file).strip())
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
