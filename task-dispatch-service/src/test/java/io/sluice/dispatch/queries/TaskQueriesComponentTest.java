package io.sluice.dispatch.queries;

import static io.restassured.RestAssured.given;
import static io.sluice.dispatch.DispatchClient.node;
import static io.sluice.dispatch.DispatchClient.service;
import static io.sluice.dispatch.EndedTaskBuilder.anEndedTask;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskView;
import io.sluice.dispatch.DispatchComponent;
import io.sluice.dispatch.DispatchDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchComponent
class TaskQueriesComponentTest {
    private static final String TASK = "/internal/v1/tasks/{id}";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String name = "name-" + UUID.randomUUID();
    private DispatchDatabase database;

    @BeforeEach
    void theDatabaseOfTheApplication() {
        database = DispatchDatabase.ofApplication();
    }

    @Test
    void aWaitingTaskSaysWhyAndShowsNothingThatItHasNot() {
        UUID id = aTask().named(name)
                .withPriority(4)
                .withSelector("moon", "far-side")
                .insert(database);

        service()
                .get(TASK, id)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("id", equalTo(id.toString()))
                .body("state", equalTo("QUEUED"))
                .body("type", equalTo("exec"))
                .body("name", equalTo(name))
                .body("command", contains("true"))
                .body("priority", equalTo(4))
                .body("nodeSelector.moon", equalTo("far-side"))
                .body("guarantee", equalTo("once"))
                .body("timeout", equalTo("1h"))
                .body("queueLimit", equalTo("1d"))
                .body("submittedBy", equalTo("alice"))
                .body("submittedAt", endsWith("Z"))
                .body("attempt", equalTo(0))
                .body("attempts", hasSize(0))
                .body("waiting", aMapWithSize(2))
                .body("waiting.text", not(equalTo("")))
                .body("$", not(hasKey("exitCode")))
                .body("$", not(hasKey("endedAt")))
                .body("$", not(hasKey("env")))
                .body("$", not(hasKey("stdin")));
    }

    @Test
    void anEndedTaskShowsItsAttempts() {
        UUID id = anEndedTask().failed(3).on("n-4").insert(database);

        service()
                .get(TASK, id)
                .then()
                .statusCode(200)
                .body("state", equalTo("FAILED"))
                .body("exitCode", equalTo(3))
                .body("node", equalTo("n-4"))
                .body("reason.code", equalTo("EXIT_CODE"))
                .body("$", not(hasKey("waiting")))
                .body("attempts", hasSize(1))
                .body("attempts[0].attempt", equalTo(1))
                .body("attempts[0].node", equalTo("n-4"))
                .body("attempts[0].epoch", equalTo(1))
                .body("attempts[0].state", equalTo("FAILED"))
                .body("attempts[0].exitCode", equalTo(3))
                .body("attempts[0].reconnecting", equalTo(false))
                .body("attempts[0].refusedReports", equalTo(0));
    }

    @Test
    void aPausedQueueIsWhatEveryTaskWaitsFor() {
        UUID id = aTask().insert(database);
        service()
                .body(Map.of("note", "database upgrade"))
                .put("/internal/v1/queue/pause")
                .then()
                .statusCode(200);
        try {
            await("the fleet is read again")
                    .atMost(TIMEOUT)
                    .until(() -> service()
                            .get(TASK, id)
                            .as(TaskView.class)
                            .waiting()
                            .code()
                            .equals("QUEUE_PAUSED"));
            service().get(TASK, id).then().body("waiting.text", containsString("alice"));
        } finally {
            service().delete("/internal/v1/queue/pause").then().statusCode(200);
        }
    }

    @Test
    void aListIsReadPageByPage() {
        List<UUID> newestFirst =
                List.of(
                                anEndedTask().named(name),
                                anEndedTask().named(name),
                                anEndedTask().named(name))
                        .stream()
                        .map(task -> task.insert(database))
                        .sorted(java.util.Comparator.comparing(UUID::toString).reversed())
                        .toList();

        TaskPage first = list("name=" + name + "&limit=2");
        assertThat(first.items()).extracting(TaskView::id).containsExactlyElementsOf(newestFirst.subList(0, 2));
        assertThat(first.items()).allMatch(task -> task.attempts() == null);

        TaskPage second = list("name=" + name + "&limit=2&cursor=" + first.next());
        assertThat(second.items()).extracting(TaskView::id).containsExactly(newestFirst.get(2));
        assertThat(second.next()).isNull();
        assertThat(list("name=" + name + "&state=active").items()).isEmpty();
    }

    @Test
    void everyWrongFilterIsNamedAtOnce() {
        service()
                .get("/internal/v1/tasks?state=DONE&node=A&cursor=x&limit=0")
                .then()
                .statusCode(400)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("invalid-request"))
                .body("errors.field", contains("state", "node", "cursor", "limit"));
    }

    @Test
    void aTaskThatIsNotThereIsNotFound() {
        UUID id = UUID.randomUUID();
        for (String path : List.of("", "/submission", "/log")) {
            service()
                    .get(TASK + path, id)
                    .then()
                    .statusCode(404)
                    .contentType(Problem.MEDIA_TYPE)
                    .body("type", equalTo("not-found"))
                    .body("detail", startsWith("there is no task " + id));
        }
    }

    @Test
    void whatIsNoIdIsNamed() {
        for (String path : List.of("", "/submission", "/log")) {
            service()
                    .get(TASK + path, "7-7-7-7-7")
                    .then()
                    .statusCode(400)
                    .contentType(Problem.MEDIA_TYPE)
                    .body("errors.field", contains("id"));
        }
    }

    @Test
    void theSubmissionIsThereForARerun() {
        UUID id = anEndedTask().insert(database);

        service()
                .get(TASK + "/submission", id)
                .then()
                .statusCode(200)
                .body("type", equalTo("exec"))
                .body("command", contains("true"));
    }

    @Test
    void aLogIsReadFromWhereItWasLeft() {
        UUID id = anEndedTask().withLogTo(2).insert(database);
        database.run("""
                insert into task_log values ('%1$s', 1, 1, 'STDOUT', 'hello', now()), ('%1$s', 1, 2, 'STDERR', 'bye', now())""".formatted(id));

        service()
                .get(TASK + "/log?attempt=1&after=1", id)
                .then()
                .statusCode(200)
                .body("attempt", equalTo(1))
                .body("chunks", hasSize(1))
                .body("chunks[0].seq", equalTo(2))
                .body("chunks[0].stream", equalTo("STDERR"))
                .body("chunks[0].text", equalTo("bye"))
                .body("chunks[0].at", endsWith("Z"))
                .body("ended", equalTo(true))
                .body("truncated", equalTo(false))
                .body("next", equalTo(2));
        service()
                .get(TASK + "/log?attempt=first&after=-1", id)
                .then()
                .statusCode(400)
                .body("errors.field", contains("attempt", "after"));
    }

    @Test
    void aTaskThatCantBeGivenUpYetIsRefusedUnderASlugOfItsOwn() {
        UUID id = aTask().insert(database);

        service()
                .post(TASK + "/abandon", id)
                .then()
                .statusCode(409)
                .body("type", equalTo("abandon-refused"))
                .body("detail", containsString("cancel it first"));
    }

    @Test
    void onlyServicesRead() {
        UUID id = anEndedTask().insert(database);

        given().get(TASK, id).then().statusCode(401).contentType(Problem.MEDIA_TYPE);
        node().get(TASK, id).then().statusCode(401).contentType(Problem.MEDIA_TYPE);
    }

    /** Several classes share the addresses under tasks; each must be found whichever is looked at first. */
    @Test
    void whatElseIsUnderTasksIsFound() {
        UUID id = UUID.randomUUID();
        service()
                .body(Map.of("key", name, "taskId", id, "bodyHash", "abc"))
                .post("/internal/v1/tasks/reservations")
                .then()
                .statusCode(200)
                .body("taskId", equalTo(id.toString()));
        for (String action : List.of("cancel", "abandon")) {
            service()
                    .post(TASK + "/" + action, id)
                    .then()
                    .statusCode(404)
                    .body("detail", startsWith("there is no task"));
        }
    }

    @Test
    void theServiceStartsWithThePartitionsOfTheDaysAround() {
        assertThat(database.count("pg_inherits where inhparent in"
                        + " ('task_history'::regclass, 'attempt_history'::regclass, 'task_log'::regclass)"))
                .isGreaterThanOrEqualTo(3 * 16);
    }

    @Test
    void theQueueIsInTheMetrics() {
        aTask().insert(database);

        await("the queue is counted")
                .atMost(TIMEOUT)
                .until(() -> service()
                        .get("/q/metrics")
                        .asString()
                        .lines()
                        .anyMatch(line -> line.startsWith("sluice_dispatch_tasks_queued") && !line.endsWith(" 0.0")));
        assertThat(service().get("/q/metrics").asString())
                .contains(
                        "sluice_dispatch_queue_oldest_seconds",
                        "sluice_dispatch_attempts_live",
                        "sluice_dispatch_nodes_attached",
                        "sluice_dispatch_drains",
                        "sluice_dispatch_drain_oldest_seconds",
                        "sluice_dispatch_task_waiting_seconds_bucket{state=\"EXPIRED\",le=\"86400.0\"}",
                        "sluice_dispatch_task_running_seconds_bucket{state=\"SUCCEEDED\",le=\"0.1\"}");
    }

    @Test
    void theSlotsAreInTheMetrics() {
        aNode("n-slots").withLabel("pool", "slots").withCap(7).insert(database);

        await("the nodes are counted")
                .atMost(TIMEOUT)
                .until(() -> service()
                        .get("/q/metrics")
                        .asString()
                        .lines()
                        .anyMatch(line -> line.equals("sluice_dispatch_slots{pool=\"slots\",status=\"RUNNING\"} 7.0")));
    }

    private static TaskPage list(String query) {
        return service()
                .get("/internal/v1/tasks?" + query)
                .then()
                .statusCode(200)
                .extract()
                .as(TaskPage.class);
    }
}
