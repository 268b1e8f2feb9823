package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskState;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TaskScenario extends SuiteScenario {
    @Test
    void aTaskRunsAndItsLogIsWhatItWrote() {
        String id = API.submit(Submission.shell("echo hello; sleep 1; echo bye"));

        JsonNode task = API.awaitEnd(id);

        assertThat(Api.state(task)).isEqualTo(TaskState.SUCCEEDED);
        assertThat(task.path("exitCode").asInt(-1)).isZero();
        assertThat(CLUSTER.agents()).contains(nodeOf(task));
        assertThat(Api.attempts(task)).singleElement().satisfies(attempt -> {
            assertThat(attempt.path("attempt").asInt()).isEqualTo(1);
            assertThat(attempt.path("node").asText()).isEqualTo(nodeOf(task));
            assertThat(attempt.path("exitCode").asInt(-1)).isZero();
        });
        assertThat(API.log(id)).isEqualTo("hello\nbye\n");
        assertThat(OTHER.log(id)).isEqualTo("hello\nbye\n");
    }

    @Test
    void aTaskFromKafkaRunsLikeAnyOther() {
        try (TaskTopic topic = new TaskTopic(CLUSTER.kafka())) {
            UUID id = topic.submit(Submission.shell("echo from-kafka"));

            await("the task is known")
                    .atMost(Api.TIMEOUT)
                    .until(() -> API.get("/api/v1/tasks/" + id).status() == 200);
            assertThat(Api.state(API.awaitEnd(id.toString()))).isEqualTo(TaskState.SUCCEEDED);
            assertThat(API.log(id.toString())).isEqualTo("from-kafka\n");
        }
    }

    @Test
    void aTaskOfATypeThatNobodyRunsWaitsAndHoldsUpNoOther() {
        String foo = API.submit(Submission.shell("true").with("type", "foo").with("priority", 5));
        String exec = API.submit(Submission.shell("true"));

        assertThat(Api.state(API.awaitEnd(exec))).isEqualTo(TaskState.SUCCEEDED);
        JsonNode waiting = API.task(foo);
        assertThat(Api.state(waiting)).isEqualTo(TaskState.QUEUED);
        assertThat(waiting.path("waiting").path("code").asText()).isEqualTo("NO_RUNNER");
        assertThat(waiting.path("waiting").path("text").asText())
                .contains("'foo'", CLUSTER.agents().get(0));
        API.post("/api/v1/tasks/" + foo + "/cancel", Map.of());
    }

    /** Nothing of it ran, so that even a {@code once} task is run when somebody can. */
    @Test
    void aTaskIsNoFailureWhenItsNodesCanNotBeginIt() throws IOException {
        Path work = CLUSTER.data().resolve("work");
        putAFileInPlaceOf(work);
        String id;
        try {
            id = API.submit(Submission.shell("echo begun").with("guarantee", "once"));

            API.awaitTask(
                    id,
                    "waits for a node that is open",
                    task -> task.path("waiting").path("code").asText().equals("ALL_CLOSED"));
            await("the nodes say why")
                    .atMost(Api.TIMEOUT)
                    .until(() -> CLUSTER.agents().stream()
                            .allMatch(agent -> API.node(agent)
                                    .path("closed")
                                    .path("reason")
                                    .asText()
                                    .contains(work.toString())));
            assertThat(API.node(agent(0)).path("status").asText()).isEqualTo("RUNNING");
        } finally {
            Files.delete(work);
        }

        JsonNode task = API.awaitEnd(id);
        assertThat(Api.state(task)).isEqualTo(TaskState.SUCCEEDED);
        assertThat(API.log(id)).isEqualTo("begun\n");
        assertThat(Api.attempts(task).subList(0, Api.attempts(task).size() - 1))
                .allSatisfy(attempt ->
                        assertThat(attempt.path("reason").path("code").asText()).isEqualTo("NOT_STARTED"));
        await("the nodes are open")
                .atMost(Api.TIMEOUT)
                .until(() -> CLUSTER.agents().stream()
                        .noneMatch(agent -> API.node(agent).hasNonNull("closed")));
    }

    /** The nodes may make it again in between. */
    private static void putAFileInPlaceOf(Path folder) throws IOException {
        boolean done = false;
        while (!done) {
            Files.move(folder, folder.resolveSibling("moved-" + UUID.randomUUID()));
            try {
                Files.createFile(folder);
                done = true;
            } catch (FileAlreadyExistsException madeAgain) {
                done = false;
            }
        }
    }

    @Test
    void theSameRecordTwiceIsOneTask() {
        try (TaskTopic topic = new TaskTopic(CLUSTER.kafka())) {
            UUID id = TaskTopic.newId();
            String value =
                    TaskTopic.value(id, Submission.shell(append("runs", "x")).body());
            topic.send(id.toString(), value);
            topic.send(id.toString(), value);
            UUID after = topic.submit(Submission.shell("true"));

            await("the task is known")
                    .atMost(Api.TIMEOUT)
                    .until(() -> API.get("/api/v1/tasks/" + after).status() == 200);
            API.awaitEnd(after.toString());
            assertThat(Api.attempts(API.awaitEnd(id.toString()))).hasSize(1);
            assertThat(trace("runs")).hasSize(1);
        }
    }

    @Test
    void environmentAndInputReachTheProcess() {
        String id = API.submit(Submission.shell("echo \"$GREETING $SLUICE_TASK_ID $SLUICE_ATTEMPT\"; cat; pwd; ls")
                .with("env", Map.of("GREETING", "grüß dich"))
                .with("stdin", "line 1\nline 2\n"));

        API.awaitEnd(id);

        List<String> lines = API.log(id).lines().toList();
        assertThat(lines)
                .startsWith("grüß dich " + id + " 1", "line 1", "line 2")
                .hasSize(4);
        assertThat(Path.of(lines.get(3)))
                .as("the private working directory, which was empty and is removed")
                .doesNotExist();
    }

    @Test
    void aFailedTaskTellsItsExitCodeAndCanBeRunOnceMore() {
        String id = API.submit(Submission.shell("echo broken >&2; exit 7").with("name", "breaks"));

        JsonNode task = API.awaitEnd(id);

        assertThat(Api.state(task)).isEqualTo(TaskState.FAILED);
        assertThat(task.path("exitCode").asInt()).isEqualTo(7);
        assertThat(task.path("reason").path("text").asText()).isNotBlank();
        assertThat(API.log(id)).isEqualTo("broken\n");

        Answer again = API.post("/api/v1/tasks/" + id + "/rerun", "");
        assertThat(again.status()).as("%s", again).isEqualTo(202);
        String rerun = again.json().path("id").asText();
        assertThat(rerun).isNotEqualTo(id);
        assertThat(API.awaitEnd(rerun).path("rerunOf").asText()).isEqualTo(id);
    }

    @Test
    void aProgramThatDoesNotExistFailsTheTaskAndIsNamed() {
        String id = API.submit(Submission.command("no-such-program-here"));

        JsonNode task = API.awaitEnd(id);

        assertThat(Api.state(task)).isEqualTo(TaskState.FAILED);
        assertThat(task.path("reason").path("text").asText()).contains("no-such-program-here");
    }

    @Test
    void cancelEndsTheWholeProcessTree() {
        String id = API.submit(Submission.shell("sleep 300 & echo $! > '" + traces.resolve("child") + "'; echo $$ > '"
                + traces.resolve("shell") + "'; wait"));
        await("both run")
                .atMost(Api.TIMEOUT)
                .until(() -> trace("child").size() + trace("shell").size() == 2);

        Answer answer = API.post("/api/v1/tasks/" + id + "/cancel", "");

        assertThat(answer.status()).as("%s", answer).isBetween(200, 202);
        assertThat(Api.state(answer.json())).isIn(TaskState.CANCELING, TaskState.CANCELED);
        assertThat(Api.state(API.awaitEnd(id))).isEqualTo(TaskState.CANCELED);
        assertThat(runs("child")).isFalse();
        assertThat(runs("shell")).isFalse();
        assertThat(API.post("/api/v1/tasks/" + id + "/cancel", "").status()).isEqualTo(409);
    }

    @Test
    void cancelOfAWaitingTaskIsAtOnce() {
        String id = API.submit(Submission.shell("true").on("nowhere"));

        Answer answer = API.post("/api/v1/tasks/" + id + "/cancel", "");

        assertThat(Api.state(answer.json())).isEqualTo(TaskState.CANCELED);
        assertThat(Api.attempts(API.task(id))).isEmpty();
    }

    @Test
    void aTaskThatRunsTooLongIsEndedAndSaysSo() {
        String id = API.submit(Submission.shell("echo $$ > '" + traces.resolve("shell") + "'; sleep 300")
                .with("timeout", "1s"));

        JsonNode task = API.awaitEnd(id);

        assertThat(Api.state(task)).isEqualTo(TaskState.TIMED_OUT);
        assertThat(runs("shell")).isFalse();
    }

    @Test
    void whatIsAcceptedIsFoundAtOnceThroughTheOtherGateway() {
        AtomicInteger found = new AtomicInteger();
        IntStream.range(0, 4).parallel().forEach(client -> {
            for (int i = 0; i < 50; i++) {
                String id = API.submit(Submission.shell("true").with("name", "found-at-once"));
                Answer answer = OTHER.get("/api/v1/tasks/" + id);
                assertThat(answer.status()).as("%s", answer).isEqualTo(200);
                found.incrementAndGet();
            }
        });
        assertThat(found).hasValue(200);
        awaitNothingLeft();
    }

    @Test
    void theSameKeyIsTheSameTaskAndAnotherBodyUnderItIsRefused() {
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                UUID.randomUUID().toString());
        String body = "{\"type\":\"exec\",\"command\":[\"true\"]}";

        Answer first = API.send("POST", "/api/v1/tasks", body, headers);
        Answer again = OTHER.send("POST", "/api/v1/tasks", body, headers);
        Answer other = API.send("POST", "/api/v1/tasks", body.replace("true", "false"), headers);

        assertThat(first.status()).as("%s", first).isEqualTo(202);
        assertThat(again.status()).as("%s", again).isEqualTo(202);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(other.status()).as("%s", other).isEqualTo(422);
        assertThat(other.json().path("type").asText()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void aLogIsReadWhileTheTaskRuns() {
        String id = API.submit(Submission.shell("echo hello; " + untilRaised("go") + "; echo bye"));
        String first;
        try (EventStream log = OTHER.events("/api/v1/tasks/" + id + "/log?follow=true", Map.of())) {
            EventStream.Event hello = log.next("hello", event -> event.data().contains("hello"));
            assertThat(hello.name()).isEqualTo("chunk");
            first = hello.id();
            assertThat(Api.state(API.task(id))).isEqualTo(TaskState.RUNNING);

            raise("go");

            log.next("bye", event -> event.data().contains("bye"));
            assertThat(log.next("the end", event -> event.name().equals("end")).data())
                    .contains("SUCCEEDED")
                    .contains("0");
        }
        try (EventStream rest =
                API.events("/api/v1/tasks/" + id + "/log?follow=true", Map.of("Last-Event-ID", first))) {
            assertThat(rest.toEnd().stream().filter(event -> event.name().equals("chunk")))
                    .singleElement()
                    .satisfies(event -> assertThat(event.data()).contains("bye"));
        }
    }

    @Test
    void eventsGoOnAfterTheLastOneThatWasSeen() {
        String seen;
        String id;
        try (EventStream events = API.events("/api/v1/events", Map.of())) {
            id = API.submit(Submission.shell(untilRaised("go")));
            String wanted = id;
            seen = events.next(
                            "the task runs",
                            event -> event.data().contains(wanted)
                                    && event.data().contains("RUNNING"))
                    .id();
        }
        raise("go");
        API.awaitEnd(id);

        try (EventStream events = API.events("/api/v1/events", Map.of("Last-Event-ID", seen))) {
            String wanted = id;
            EventStream.Event ended =
                    events.next("its end", event -> event.data().contains(wanted));
            assertThat(ended.data()).contains("SUCCEEDED");
        }
    }

    @Test
    void pagesAreNewestFirstAndLeaveNothingOut() {
        String name = "paged-" + UUID.randomUUID();
        List<String> ids = API.submitBatch(IntStream.range(0, 25)
                .mapToObj(i -> Submission.command("true").with("name", name))
                .toList());
        ids.forEach(API::awaitEnd);

        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    API.get("/api/v1/tasks?limit=10&name=" + name + cursor).json();
            Api.items(page).forEach(task -> found.add(task.path("id").asText()));
            cursor = page.hasNonNull("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());

        assertThat(found).containsExactlyElementsOf(newestFirst(ids));
    }

    private static List<String> newestFirst(List<String> ids) {
        return ids.stream().sorted(Comparator.reverseOrder()).toList();
    }

    /** Whether the process runs. One that has ended stays in the table until its parent, init for orphans, has looked. */
    private boolean runs(String trace) {
        long pid = Long.parseLong(trace(trace).get(0).strip());
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    private static void awaitNothingLeft() {
        await("the queue is empty").atMost(Api.TIMEOUT).until(() -> {
            JsonNode cluster = API.get("/api/v1/cluster").json();
            return cluster.path("queued").asLong() + cluster.path("running").asLong() == 0;
        });
    }
}
