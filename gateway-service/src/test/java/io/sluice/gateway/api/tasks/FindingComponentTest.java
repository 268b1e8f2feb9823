package io.sluice.gateway.api.tasks;

import static io.sluice.gateway.api.tasks.TaskClient.TASKS;
import static io.sluice.gateway.api.tasks.TaskClient.client;
import static io.sluice.gateway.api.tasks.TaskClient.newId;
import static io.sluice.gateway.api.tasks.TaskClient.submit;
import static io.sluice.gateway.api.tasks.TaskViewBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.sluice.contracts.Json;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskSubmission;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TaskApiComponent
class FindingComponentTest {
    private static final String TASK = "{\"type\":\"exec\",\"command\":[\"true\"]}";
    private static final TaskSubmission SUBMISSION = new TaskSubmission(
            "exec", List.of("true"), "backup", null, "input", null, null, null, null, null, null, null);
    private static final ObjectMapper JSON = Json.mapper();

    @AfterEach
    void dispatchIsBack() {
        DispatchFake.away(false);
    }

    @Test
    void aTaskIsShownAsDispatchShowsIt() {
        UUID id = newId();
        DispatchFake.store(aTask(id).running(2));

        client().get(TASKS + "/" + id)
                .then()
                .statusCode(200)
                .body("id", equalTo(id.toString()))
                .body("state", equalTo("RUNNING"))
                .body("attempt", equalTo(2));
    }

    @Test
    void whatIsNoIdNamesNoTask() {
        for (String text : List.of("not-a-uuid", "1-1-1-1-1", "batch", "%01")) {
            client().urlEncodingEnabled(false)
                    .get(TASKS + "/" + text)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("type", equalTo("not-found"));
        }
    }

    @Test
    void aTaskThatNobodySubmittedIsNotFoundOnceIntakeHasPassedTheEnd() throws Exception {
        submit(TASK).then().statusCode(202);
        DispatchFake.commitIntake();

        client().get(TASKS + "/" + newId()).then().statusCode(404).body("type", equalTo("not-found"));
        client().post(TASKS + "/" + newId() + "/cancel").then().statusCode(404);
        client().post(TASKS + "/" + newId() + "/rerun").then().statusCode(404);
        client().get(TASKS + "/" + newId() + "/log").then().statusCode(404);
        client().get(TASKS + "/" + newId() + "/log?follow=true").then().statusCode(404);
    }

    @Test
    void anIdThatNoGatewayMadeIsNotLookedForTwice() {
        submit(TASK).then().statusCode(202);

        client().get(TASKS + "/" + UUID.randomUUID()).then().statusCode(404);
    }

    @Test
    void aTaskOnItsWayIsFoundAsSoonAsItArrives() throws ExecutionException, InterruptedException {
        String id = submit(TASK).then().statusCode(202).extract().path("id");
        CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> client().get(TASKS + "/" + id));
        DispatchFake.awaitAsked(UUID.fromString(id));

        DispatchFake.store(aTask(UUID.fromString(id)).queued());

        answer.get().then().statusCode(200).body("id", equalTo(id));
    }

    @Test
    void aTaskThatMayStillArriveIsNeverSaidNotToExist() {
        String id = submit(TASK).then().statusCode(202).extract().path("id");

        client().get(TASKS + "/" + id)
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("upstream-unavailable"));
    }

    @Test
    void aTaskOnItsWayIsCanceledOnceItArrives() throws ExecutionException, InterruptedException {
        UUID id = UUID.fromString(submit(TASK).path("id"));
        CompletableFuture<Response> answer =
                CompletableFuture.supplyAsync(() -> client().post(TASKS + "/" + id + "/cancel"));
        DispatchFake.awaitAsked(id);

        DispatchFake.store(aTask(id).queued());

        answer.get().then().statusCode(200).body("state", equalTo("CANCELED"));
    }

    @Test
    void anEndedTaskCanNeitherBeCanceledNorAbandoned() {
        UUID id = newId();
        DispatchFake.store(aTask(id).ended(TaskState.FAILED, 1, 7));

        for (String action : List.of("cancel", "abandon")) {
            client().post(TASKS + "/" + id + "/" + action)
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("task-already-ended"));
        }
    }

    @Test
    void anEndedTaskIsRunOnceMoreAsANewTask() throws IOException {
        UUID id = newId();
        DispatchFake.store(aTask(id).ended(TaskState.FAILED, 1, 7), SUBMISSION);
        try (WrittenTasks written = new WrittenTasks()) {
            Response answer = client().post(TASKS + "/" + id + "/rerun");

            String rerun = answer.then()
                    .statusCode(202)
                    .body("id", not(equalTo(id.toString())))
                    .body("rerunOf", equalTo(id.toString()))
                    .header("Location", endsWith("/" + answer.path("id")))
                    .extract()
                    .path("id");
            TaskRequested task = JSON.readValue(written.record(rerun).value(), TaskRequested.class);
            assertThat(task.rerunOf()).isEqualTo(id);
            assertThat(task.submission()).isEqualTo(SUBMISSION);
        }
    }

    @Test
    void aTaskThatHasNotEndedIsNotRunOnceMore() {
        UUID id = newId();
        DispatchFake.store(aTask(id).running(1), SUBMISSION);

        client().post(TASKS + "/" + id + "/rerun").then().statusCode(409).body("type", equalTo("task-already-ended"));
    }

    @Test
    void aListIsAskedForAsItWasRequested() {
        DispatchFake.listed().clear();

        client().urlEncodingEnabled(false)
                .get(TASKS + "?state=active&node=n-1&name=a%26b&cursor=abc&limit=5")
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(0))
                .body("next", equalTo("next-one"));

        assertThat(DispatchFake.listed()).containsExactly("state=active&node=n-1&name=a%26b&cursor=abc&limit=5");
    }

    @Test
    void aWrongFilterIsNamed() {
        client().get(TASKS + "?state=SLEEPING").then().statusCode(400).body("errors.field", hasItem("state"));
        client().get(TASKS + "?status=QUEUED").then().statusCode(400).body("errors.field", hasItem("status"));
    }

    @Test
    void withoutDispatchNothingIsShown() {
        DispatchFake.away(true);

        for (String path : List.of(TASKS, TASKS + "/" + newId(), TASKS + "/" + newId() + "/log")) {
            client().get(path)
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", notNullValue());
        }
    }

    @Test
    void theApiIsDescribed() {
        JsonPath api = client().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(api.getMap("paths").keySet())
                .contains(
                        "/api/v1/tasks",
                        "/api/v1/tasks/batch",
                        "/api/v1/tasks/{id}",
                        "/api/v1/tasks/{id}/log",
                        "/api/v1/tasks/{id}/cancel",
                        "/api/v1/tasks/{id}/abandon",
                        "/api/v1/tasks/{id}/rerun");
        assertThat(api.getString("paths.'/api/v1/tasks'.post.requestBody.content.'application/json'.schema.$ref"))
                .endsWith("/TaskSubmission");
        assertThat(api.getString("paths.'/api/v1/tasks/batch'.post.requestBody.content.'application/x-ndjson'.schema"))
                .isNotNull();
        assertThat((Object) api.get("paths.'/api/v1/tasks/{id}/log'.get.requestBody"))
                .isNull();
        assertThat(api.getList("paths.'/api/v1/tasks/{id}/log'.get.parameters.name"))
                .containsExactlyInAnyOrder("id", "attempt", "follow", "Last-Event-ID");
    }
}
