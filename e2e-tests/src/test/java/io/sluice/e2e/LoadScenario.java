package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class LoadScenario extends SuiteScenario {
    private static final int BATCH = 600;
    private static final int BURST = 200;

    @Test
    void manyTasksInOneBatchRunOnceEachAndNeverAboveTheCap() {
        List<String> ids = API.submitBatch(IntStream.range(0, BATCH)
                .mapToObj(i -> Submission.shell(append("task-$SLUICE_TASK_ID", "$SLUICE_ATTEMPT") + "; sleep 0.05"))
                .toList());

        Map<String, List<Overlap.Stretch>> byNode = new HashMap<>();
        for (String id : ids) {
            JsonNode task = API.awaitEnd(id);
            assertThat(Api.state(task)).as("%s", task).isEqualTo(TaskState.SUCCEEDED);
            List<JsonNode> attempts = Api.attempts(task);
            assertThat(attempts).as("%s", task).hasSize(1);
            assertThat(trace("task-" + id)).as("what task %s left behind", id).containsExactly("1");
            byNode.computeIfAbsent(nodeOf(task), node -> new ArrayList<>()).add(stretch(attempts.get(0)));
        }
        assertThat(byNode.keySet()).as("an even spread").containsExactlyInAnyOrderElementsOf(CLUSTER.agents());
        byNode.forEach((node, stretches) -> {
            assertThat(Overlap.most(stretches)).as("at once on %s", node).isLessThanOrEqualTo(CAP);
            assertThat(stretches).as("the share of %s", node).hasSizeGreaterThan(BATCH / 4);
        });
    }

    @Test
    void aBurstDoesNotLiftTheCapByTheProcessesOwnTimes() {
        API.patch("/api/v1/nodes/" + agent(0), Map.of("taskCap", 2));
        String now = "$SLUICE_NODE $(date +%s%N)";
        String line = append("$SLUICE_TASK_ID", now) + "; " + append("$SLUICE_TASK_ID", now);
        List<String> ids = IntStream.range(0, BURST)
                .parallel()
                .mapToObj(i -> (i % 2 == 0 ? API : OTHER).submit(Submission.shell(line)))
                .toList();

        ids.forEach(API::awaitEnd);

        Map<String, List<Overlap.Stretch>> byNode = new HashMap<>();
        for (String id : ids) {
            List<String> times = trace(id);
            assertThat(times).as("the process of task %s", id).hasSize(2);
            String node = times.get(0).split(" ")[0];
            byNode.computeIfAbsent(node, name -> new ArrayList<>())
                    .add(new Overlap.Stretch(nanos(times.get(0)), nanos(times.get(1))));
        }
        assertThat(Overlap.most(byNode.get(agent(0)))).isLessThanOrEqualTo(2);
        assertThat(Overlap.most(byNode.get(agent(1)))).isLessThanOrEqualTo(CAP);
    }

    @Test
    void aCapOfZeroTakesNothingAndTheWaitingTaskSaysWhy() {
        API.patch("/api/v1/nodes/" + agent(0), Map.of("taskCap", 0));
        String id = API.submit(Submission.shell("true").on(agent(0)));

        API.awaitTask(
                id,
                "says which node it waits for",
                task -> task.path("waiting").path("text").asText().contains(agent(0)));

        API.patch("/api/v1/nodes/" + agent(0), Map.of("taskCap", CAP));
        assertThat(Api.state(API.awaitEnd(id))).isEqualTo(TaskState.SUCCEEDED);
    }

    private static long nanos(String line) {
        return Long.parseLong(line.split(" ")[1]);
    }

    private static Overlap.Stretch stretch(JsonNode attempt) {
        return new Overlap.Stretch(
                micros(attempt.path("assignedAt").asText()),
                micros(attempt.path("endedAt").asText()));
    }

    private static long micros(String instant) {
        Instant at = Instant.parse(instant);
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
    }
}
