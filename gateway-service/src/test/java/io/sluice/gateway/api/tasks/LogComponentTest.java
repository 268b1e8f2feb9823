package io.sluice.gateway.api.tasks;

import static io.sluice.gateway.api.tasks.TaskClient.TASKS;
import static io.sluice.gateway.api.tasks.TaskClient.client;
import static io.sluice.gateway.api.tasks.TaskClient.follow;
import static io.sluice.gateway.api.tasks.TaskClient.newId;
import static io.sluice.gateway.api.tasks.TaskViewBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.Json;
import io.sluice.contracts.task.LogStream;
import io.sluice.contracts.task.TaskState;
import io.sluice.gateway.api.tasks.TaskClient.Event;
import io.sluice.gateway.api.tasks.TaskClient.EventReader;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TaskApiComponent
@Timeout(60)
class LogComponentTest {
    private static final ObjectMapper JSON = Json.mapper();

    private final UUID id = newId();

    @AfterEach
    void dispatchIsBack() {
        DispatchFake.away(false);
    }

    @Test
    void aLogIsBothStreamsInTheirOrder() {
        DispatchFake.store(aTask(id).ended(TaskState.SUCCEEDED, 1, 0));
        DispatchFake.log(id, 1)
                .write("grüß\n")
                .write(LogStream.STDERR, "oops\n")
                .write("dich\n")
                .end();

        client().get(TASKS + "/" + id + "/log")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/plain"))
                .body(equalTo("grüß\noops\ndich\n"));
    }

    @Test
    void aLogOfManyPagesIsWhole() {
        DispatchFake.store(aTask(id).ended(TaskState.SUCCEEDED, 1, 0));
        DispatchFake.Log log = DispatchFake.log(id, 1);
        String line = "x".repeat(60_000) + "\n";
        IntStream.range(0, 100).forEach(i -> log.write(i + line));
        log.end();

        String text = client().get(TASKS + "/" + id + "/log").asString();

        assertThat(text)
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> i + line).collect(Collectors.joining()));
    }

    @Test
    void aLogIsThatOfTheNewestAttemptOrOfTheOneThatIsNamed() {
        DispatchFake.store(aTask(id).running(2));
        DispatchFake.log(id, 1).write("first").end();
        DispatchFake.log(id, 2).write("second, so far");

        client().get(TASKS + "/" + id + "/log").then().statusCode(200).body(equalTo("second, so far"));
        client().get(TASKS + "/" + id + "/log?attempt=1").then().statusCode(200).body(equalTo("first"));
        client().get(TASKS + "/" + id + "/log?attempt=3").then().statusCode(404);
    }

    @Test
    void aTaskThatWaitsHasAnEmptyLog() {
        DispatchFake.store(aTask(id).queued());

        client().get(TASKS + "/" + id + "/log").then().statusCode(200).body(equalTo(""));
    }

    @Test
    void whatCanNotBeReadIsNamed() {
        DispatchFake.store(aTask(id).running(1));

        client().get(TASKS + "/" + id + "/log?attempt=0")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("attempt"));
        client().get(TASKS + "/" + id + "/log?follow=yes")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("follow"));
        client().get(TASKS + "/" + id + "/log?tail=5").then().statusCode(400).body("errors.field", hasItem("tail"));
    }

    @Test
    void aFollowedLogGrowsUntilTheTaskEnds() throws IOException, InterruptedException {
        DispatchFake.store(aTask(id).queued());
        try (EventReader events = follow(id, "?follow=true", Map.of())) {
            assertThat(events.mediaType()).startsWith("text/event-stream");
            DispatchFake.store(aTask(id).running(1));
            DispatchFake.log(id, 1).write("hello\n");

            Event hello = events.next();
            assertThat(hello.name()).isEqualTo("chunk");
            assertThat(hello.id()).isEqualTo("1:1");
            JsonNode data = JSON.readTree(hello.data());
            assertThat(data.path("text").asText()).isEqualTo("hello\n");
            assertThat(data.path("attempt").asInt()).isEqualTo(1);
            assertThat(data.path("seq").asInt()).isEqualTo(1);
            assertThat(data.path("stream").asText()).isEqualTo("STDOUT");
            assertThat(data.path("at").asText()).isNotBlank();

            DispatchFake.log(id, 1).write("bye\n").end();
            DispatchFake.store(aTask(id).ended(TaskState.FAILED, 1, 7));

            assertThat(events.next().id()).isEqualTo("1:2");
            Event end = events.next();
            assertThat(end.name()).isEqualTo("end");
            assertThat(JSON.readTree(end.data())).isEqualTo(JSON.readTree("{\"state\":\"FAILED\",\"exitCode\":7}"));
            assertThat(events.next()).isNull();
        }
    }

    @Test
    void aFollowedLogGoesOnAfterWhatWasSeen() throws IOException, InterruptedException {
        DispatchFake.store(aTask(id).ended(TaskState.SUCCEEDED, 2, 0));
        DispatchFake.log(id, 1).write("a").write("b").end();
        DispatchFake.log(id, 2).write("c").end();

        try (EventReader events = follow(id, "?follow=true", Map.of("Last-Event-ID", "1:1"))) {
            assertThat(events.next().id()).isEqualTo("1:2");
            assertThat(events.next().id()).isEqualTo("2:1");
            assertThat(events.next().name()).isEqualTo("end");
        }
        try (EventReader events = follow(id, "?follow=true", Map.of("Last-Event-ID", "of another stream"))) {
            assertThat(events.next().id()).isEqualTo("2:1");
        }
    }

    @Test
    void aFollowedLogOutlivesAnOutageOfDispatch() throws IOException, InterruptedException {
        DispatchFake.store(aTask(id).running(1));
        DispatchFake.log(id, 1).write("before");
        try (EventReader events = follow(id, "?follow=true", Map.of())) {
            assertThat(events.next().data()).contains("before");
            DispatchFake.away(true);
            DispatchFake.awaitRefused();
            DispatchFake.log(id, 1).write("after").end();
            DispatchFake.store(aTask(id).ended(TaskState.SUCCEEDED, 1, 0));
            DispatchFake.away(false);

            assertThat(events.next().data()).contains("after");
            assertThat(events.next().name()).isEqualTo("end");
        }
    }

    @Test
    void aTaskThatNeverRanEndsItsStream() throws IOException, InterruptedException {
        DispatchFake.store(aTask(id).ended(TaskState.EXPIRED, 0, null));

        try (EventReader events = follow(id, "?follow=true", Map.of())) {
            Event end = events.next();
            assertThat(end.name()).isEqualTo("end");
            assertThat(end.data()).isEqualTo("{\"state\":\"EXPIRED\"}");
            assertThat(events.next()).isNull();
        }
    }
}
