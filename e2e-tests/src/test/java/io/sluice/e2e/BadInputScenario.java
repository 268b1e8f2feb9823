package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class BadInputScenario extends SuiteScenario {
    private static final String JSON = "application/json";
    private static final String TASKS = "/api/v1/tasks";
    private static final String MISSING_TASK = TASKS + "/01938f3e-0000-7000-8000-000000000000";

    static Stream<Arguments> badRequests() {
        String agent = "/api/v1/nodes/" + agent(0);
        String megabyte = "x".repeat(1 << 20);
        return Stream.of(
                task("{\"type\":\"exec\",\"command\":[\"true\"],\"comand\":1}", 400, "comand"),
                task("{\"type\":\"exec\",\"command\":[]}", 400, "command"),
                task("{\"type\":\"exec\"}", 400, "command"),
                task("{\"type\":\"exec\",\"command\":[\" \"]}", 400, "command[0]"),
                task("{\"type\":\"exec\",\"command\":[null]}", 400, "command[0]"),
                task("{\"type\":\"exec\",\"command\":\"true\"}", 400, "command"),
                task("{\"command\":[\"true\"]}", 400, "type"),
                task("{\"type\":\"exec\",\"command\":[\"true\"],\"priority\":9}", 400, "priority"),
                task("{\"type\":\"exec\",\"command\":[\"true\"],\"priority\":\"high\"}", 400, "priority"),
                task("{\"type\":\"exec\",\"command\":[\"true\"],\"timeout\":\"soon\"}", 400, "timeout"),
                task("{\"type\":\"exec\",\"command\":[\"true\"],\"timeout\":\"-5s\"}", 400, "timeout"),
                task("{\"type\":\"exec\",\"command\":[\"true\"],\"guarantee\":\"maybe\"}", 400, "guarantee"),
                task("{\"type\":\"exec\",\"command\":[\"true\"],\"env\":{\"A=B\":\"1\"}}", 400, "env.A=B"),
                task("{\"type\":\"exec\",\"command\":[\"true\"],\"name\":\"" + megabyte + "\"}", 400, "name"),
                task("{\"type\":\"exec\",\"command\":[\"true\"", 400, "body"),
                task("{\"type\":\"noop\",\"nodeSelector\":{\"a\":\"\\udc00\"}}", 400, "nodeSelector.a"),
                task("{\"type\":\"noop\",\"nodeSelector\":{\"my key\":\"a\"}}", 400, "nodeSelector.my key"),
                task("{\"type\":\"noop\",\"timeout\":\"PT0.0004S\"}", 400, "timeout"),
                task("{\"type\":\"exec\",\"command\":[\"echo\",\"" + "x".repeat(131_072) + "\"]}", 400, "command[1]"),
                task("[]", 400, "body"),
                task("null", 400, "body"),
                task("", 400, "body"),
                row("POST", TASKS, "text/plain", "echo hello", 415, ""),
                row("POST", TASKS + "?dry=1", "application/xml", "<a/>", 415, ""),
                row("PATCH", agent, JSON, "{\"taskCap\":-1}", 400, "taskCap"),
                row("PATCH", agent, JSON, "{\"taskCap\":10001}", 400, "taskCap"),
                row("PATCH", agent, JSON, "{\"taskCap\":\"five\"}", 400, "taskCap"),
                row("PATCH", agent, JSON, "{\"taskcap\":5}", 400, "taskcap"),
                row("PATCH", agent, JSON, "{\"labels\":{\"my key\":\"x\"}}", 400, "labels.my key"),
                row("PUT", agent + "/drain", JSON, "{}", 400, "reason"),
                row("PUT", agent + "/drain", JSON, "{\"reason\":\"a\\udc00\"}", 400, "reason"),
                row("PUT", agent + "/drain", JSON, "{\"reason\":\"x\",\"onDeadline\":\"explode\"}", 400, "onDeadline"),
                row("PUT", agent + "/drain", JSON, "{\"reason\":\"x\",\"deadline\":\"tomorrow\"}", 400, "deadline"),
                row("PUT", "/api/v1/queue/pause", JSON, "{\"note\":\"\"}", 400, "note"),
                row("PUT", "/api/v1/queue/pause", JSON, "{\"note\":\"a\\u0000b\"}", 400, "note"),
                row("GET", "/api/v1/nodes/no-such-node", "", "", 404, ""),
                row("PUT", "/api/v1/nodes/no-such-node/drain", JSON, "{\"reason\":\"x\"}", 404, ""),
                row("PATCH", "/api/v1/nodes/no-such-node", JSON, "{\"taskCap\":1}", 404, ""),
                row("DELETE", "/api/v1/nodes/no-such-node", "", "", 404, ""),
                row("GET", "/api/v1/nodes/NOT%20A%20NAME", "", "", 404, ""),
                row("GET", MISSING_TASK, "", "", 404, ""),
                row("GET", MISSING_TASK + "/log", "", "", 404, ""),
                row("POST", MISSING_TASK + "/cancel", "", "", 404, ""),
                row("GET", TASKS + "/not-a-uuid", "", "", 404, ""),
                row("GET", TASKS + "?name=a%00b", "", "", 400, "request target"),
                row("GET", TASKS + "?limit=0", "", "", 400, "limit"),
                row("GET", TASKS + "?limit=many", "", "", 400, "limit"),
                row("GET", TASKS + "?state=SLEEPING", "", "", 400, "state"),
                row("GET", TASKS + "?cursor=%25%25", "", "", 400, "cursor"),
                row("GET", "/api/v1/nodes?status=GONE", "", "", 400, "status"),
                row("GET", "/api/v1/nothing-here", "", "", 404, ""),
                row("PUT", TASKS, JSON, "{}", 405, ""));
    }

    @ParameterizedTest(name = "{index} {0} {1} {4} {5}")
    @MethodSource("badRequests")
    void badInputIsOneProblemThatNamesTheField(
            String method, String path, String mediaType, String body, int status, String field) {
        Answer answer =
                API.send(method, path, body, mediaType.isEmpty() ? Map.of() : Map.of("Content-Type", mediaType));

        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).matches("[a-z-]+");
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContain("Exception", "io.sluice", "com.fasterxml", "\\tat ");
        if (!field.isEmpty()) {
            assertThat(problem.path("errors").findValuesAsText("field"))
                    .as("%s", answer)
                    .contains(field);
        }
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        Answer answer = API.post(
                TASKS,
                "{\"type\":\"EXEC\",\"priority\":9,\"name\":\"\",\"maxAttempts\":0,\"nodeSelector\":{\"\":\"x\"}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").findValuesAsText("field"))
                .contains("type", "priority", "name", "maxAttempts");
    }

    @Test
    void aBatchAnswersEachLineForItself() {
        String lines = "{\"type\":\"exec\",\"command\":[\"true\"]}\n{\"type\":\"exec\"}\nnot json\n"
                + "{\"type\":\"exec\",\"command\":[\"true\"]}\n";

        Answer answer = API.send("POST", TASKS + "/batch", lines, Map.of("Content-Type", "application/x-ndjson"));

        assertThat(answer.body().lines()).as("%s", answer).hasSize(4);
        assertThat(answer.body().lines().toList().get(0)).contains("\"line\":1", "\"id\"");
        assertThat(answer.body().lines().toList().get(1)).contains("\"line\":2", "\"problem\"", "command");
        assertThat(answer.body().lines().toList().get(2)).contains("\"line\":3", "\"problem\"");
        assertThat(answer.body().lines().toList().get(3)).contains("\"line\":4", "\"id\"");
    }

    @Test
    void nothingIsAnsweredWithoutATokenButPingAndHealth() {
        for (Api nobody : List.of(API.withToken(""), API.withToken("guessed"))) {
            for (String path : List.of("/api/v1/nodes", TASKS, "/api/v1/cluster", "/api/v1/events")) {
                Answer answer = nobody.get(path);
                assertThat(answer.status()).as("%s %s", path, answer).isEqualTo(401);
                assertThat(answer.json().path("type").asText()).isEqualTo("unauthenticated");
            }
            assertThat(nobody.post(TASKS, Submission.shell("true").body()).status())
                    .isEqualTo(401);
            assertThat(nobody.get("/ping").status()).isEqualTo(200);
            assertThat(nobody.get("/q/health/live").status()).isEqualTo(200);
            assertThat(nobody.get("/q/health/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void theClientTokenDoesNotOpenTheNodesDoor() {
        assertThat(API.post("/node/v1/registry/register", "{}").status()).isIn(401, 403);
    }

    @Test
    void aMalformedRecordGoesToTheDeadLettersWithItsReasonAndHoldsUpNothing() {
        try (TaskTopic topic = new TaskTopic(CLUSTER.kafka())) {
            String key = UUID.randomUUID().toString();
            UUID notVersion7 = UUID.randomUUID();
            UUID empty = TaskTopic.newId();
            topic.send(key, "{not json");
            topic.send(
                    notVersion7.toString(),
                    TaskTopic.value(notVersion7, Submission.shell("true").body()));
            topic.send(empty.toString(), TaskTopic.value(empty, Map.of("type", "exec")));
            UUID good = topic.submit(Submission.shell("true"));

            assertThat(topic.deadLetter(key))
                    .containsEntry("value", "{not json")
                    .satisfies(BadInputScenario::saysWhy);
            assertThat(topic.deadLetter(notVersion7.toString())).satisfies(BadInputScenario::saysWhy);
            assertThat(topic.deadLetter(empty.toString()))
                    .satisfies(BadInputScenario::saysWhy)
                    .satisfies(letter -> assertThat(letter.toString()).contains("command"));
            API.awaitEnd(known(good));
            assertThat(API.get(TASKS + "/" + empty).status()).isEqualTo(404);
        }
    }

    private static String known(UUID id) {
        Awaitility.await("the task is known")
                .atMost(Api.TIMEOUT)
                .until(() -> API.get(TASKS + "/" + id).status() == 200);
        return id.toString();
    }

    private static void saysWhy(Map<String, String> letter) {
        assertThat(letter.keySet()).as("%s", letter).anyMatch(header -> header.contains("reason"));
        assertThat(letter.toString()).doesNotContain("Exception");
    }

    private static Arguments task(String body, int status, String field) {
        return row("POST", TASKS, JSON, body, status, field);
    }

    private static Arguments row(String method, String path, String mediaType, String body, int status, String field) {
        return Arguments.of(method, path, mediaType, body, status, field);
    }
}
