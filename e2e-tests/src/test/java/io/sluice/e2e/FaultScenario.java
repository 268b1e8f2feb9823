package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes are killed with SIGKILL while tasks run; the suite starts them again, as Kubernetes would. */
@Timeout(240)
class FaultScenario extends SuiteScenario {
    private static final int RUNNING = 8;
    private static final int WAITING = 20;

    @AfterEach
    void noOrphanIsLeft() {
        trace("pids")
                .forEach(
                        pid -> ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly));
        CLUSTER.agents().forEach(CLUSTER::start);
    }

    @Test
    void anIdempotentTaskRunsElsewhereWhenItsNodeIsGone() {
        String id = API.submit(Submission.shell(append("pids", "$$") + "; " + append("attempts", "$SLUICE_ATTEMPT")
                        + "; if [ $SLUICE_ATTEMPT = 1 ]; then exec sleep 300; fi; echo second")
                .with("guarantee", "idempotent"));
        String first = nodeOf(API.awaitRunning(id));

        CLUSTER.killAndKeepDown(first);

        JsonNode task = API.awaitEnd(id);
        assertThat(Api.state(task)).as("%s", task).isEqualTo(TaskState.SUCCEEDED);
        List<JsonNode> attempts = Api.attempts(task);
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0).path("state").asText()).isEqualTo("LOST");
        assertThat(attempts.get(0).path("node").asText()).isEqualTo(first);
        assertThat(attempts.get(1).path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(attempts.get(1).path("node").asText()).isNotEqualTo(first);
        assertThat(trace("attempts")).containsExactly("1", "2");
        API.awaitStatus(first, "OFFLINE");
    }

    @Test
    void aTaskThatMayRunOnceFailsWhenItsNodeComesBackWithoutIt() {
        String id = API.submit(Submission.shell(append("pids", "$$") + "; exec sleep 300"));
        String node = nodeOf(API.awaitRunning(id));

        CLUSTER.kill(node);

        JsonNode task = API.awaitEnd(id);
        assertThat(Api.state(task)).isEqualTo(TaskState.FAILED);
        assertThat(task.path("reason").path("code").asText()).isEqualTo("NODE_LOST");
        assertThat(task.path("reason").path("text").asText()).contains(node);
        assertThat(Api.attempts(task)).hasSize(1);
        assertThat(trace("pids")).as("it was never started again").hasSize(1);
        API.awaitStatus(node, "RUNNING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dispatch-1", "registry-1"})
    void nothingIsLostWhenAServiceIsKilledWhileTasksRun(String service) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < RUNNING; i++) {
            ids.add(API.submit(
                    Submission.shell(append("task-$SLUICE_TASK_ID", "$SLUICE_ATTEMPT") + "; " + untilRaised("go"))));
        }
        ids.forEach(API::awaitRunning);

        CLUSTER.kill(service);
        List<String> waiting = API.submitBatch(IntStream.range(0, WAITING)
                .mapToObj(i -> Submission.shell(append("task-$SLUICE_TASK_ID", "$SLUICE_ATTEMPT")))
                .toList());
        raise("go");
        ids.addAll(waiting);
        CLUSTER.awaitBack(service);

        for (String id : ids) {
            JsonNode task = API.awaitEnd(id);
            assertThat(Api.state(task)).as("%s", task).isEqualTo(TaskState.SUCCEEDED);
            assertThat(Api.attempts(task)).as("%s", task).hasSize(1);
            assertThat(trace("task-" + id)).containsExactly("1");
        }
    }

    @Test
    void aDrainOutlivesTheServicesThatKeepIt() {
        API.put("/api/v1/nodes/" + agent(0) + "/drain", java.util.Map.of("reason", "patch"));
        API.awaitStatus(agent(0), "DRAINED");
        String pinned = API.submit(Submission.shell("true").on(agent(0)));

        CLUSTER.kill("dispatch-1");
        CLUSTER.kill("registry-1");
        CLUSTER.awaitBack("dispatch-1");
        CLUSTER.awaitBack("registry-1");

        API.awaitStatus(agent(0), "DRAINED");
        assertThat(Api.state(API.awaitEnd(API.submit(Submission.shell("true")))))
                .isEqualTo(TaskState.SUCCEEDED);
        assertThat(Api.state(API.task(pinned))).isEqualTo(TaskState.QUEUED);
        assertThat(API.delete("/api/v1/nodes/" + agent(0) + "/drain").status()).isEqualTo(200);
        assertThat(Api.state(API.awaitEnd(pinned))).isEqualTo(TaskState.SUCCEEDED);
    }
}
