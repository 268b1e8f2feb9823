package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A scenario on the cluster that all of them share. It finds every node running and every queue empty. */
abstract class SuiteScenario {
    /** The label by which a task is pinned to a node. */
    static final String PIN = "e2e-pin";

    /** The cap of every agent. */
    static final int CAP = 5;

    static final Cluster CLUSTER = Cluster.shared();

    /** The gateway that scenarios ask unless they say otherwise. */
    static final Api API = CLUSTER.api(0);

    /** The other gateway, behind the same load balancer as it were. */
    static final Api OTHER = CLUSTER.api(1);

    /** Where tasks leave traces outside the system. */
    @TempDir
    Path traces;

    @BeforeEach
    void theClusterIsWhole() {
        API.delete("/api/v1/queue/pause");
        for (String agent : CLUSTER.agents()) {
            API.awaitNode(
                    agent, "is there", node -> !node.path("status").asText().equals("OFFLINE"));
            if (API.node(agent).path("drain").path("enabled").asBoolean()) {
                API.delete("/api/v1/nodes/" + agent + "/drain");
            }
            Answer pinned = API.patch("/api/v1/nodes/" + agent, Map.of("taskCap", CAP, "labels", Map.of(PIN, agent)));
            assertThat(pinned.status()).as("%s", pinned).isEqualTo(200);
            API.awaitStatus(agent, "RUNNING");
        }
    }

    static String agent(int index) {
        return CLUSTER.agents().get(index);
    }

    /** The lines of a trace, none when there is no such file. */
    List<String> trace(String name) {
        try {
            Path file = traces.resolve(name);
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets tasks go on that wait for it. */
    void raise(String flag) {
        try {
            Files.createFile(traces.resolve(flag));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shell that waits until the flag is raised. */
    String untilRaised(String flag) {
        return "while [ ! -e '" + traces.resolve(flag) + "' ]; do sleep 0.05; done";
    }

    /** Shell that adds a line to a trace. The shell's variables count in both. */
    String append(String name, String text) {
        return "echo \"" + text + "\" >> \"" + traces.resolve(name) + "\"";
    }

    static String nodeOf(JsonNode task) {
        return task.path("node").asText();
    }
}
