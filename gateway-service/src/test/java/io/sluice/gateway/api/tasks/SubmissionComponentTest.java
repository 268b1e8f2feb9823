package io.sluice.gateway.api.tasks;

import static io.sluice.gateway.api.tasks.TaskClient.NDJSON;
import static io.sluice.gateway.api.tasks.TaskClient.TASKS;
import static io.sluice.gateway.api.tasks.TaskClient.client;
import static io.sluice.gateway.api.tasks.TaskClient.json;
import static io.sluice.gateway.api.tasks.TaskClient.submit;
import static io.sluice.gateway.api.tasks.TaskClient.submitBatch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.sluice.contracts.Json;
import io.sluice.contracts.event.CloudEventHeaders;
import io.sluice.contracts.event.EventTypes;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.task.TaskState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@TaskApiComponent
class SubmissionComponentTest {
    private static final String TASK = "{\"type\":\"exec\",\"command\":[\"true\"],\"name\":\"backup\"}";
    private static final ObjectMapper JSON = Json.mapper();

    private WrittenTasks written;

    @BeforeEach
    void listen() {
        written = new WrittenTasks();
    }

    @AfterEach
    void stopListening() {
        written.close();
        DispatchFake.away(false);
        DispatchFake.queued(0);
    }

    @Test
    void aTaskIsAnsweredOnceKafkaHasIt() throws IOException {
        Response answer = submit(TASK);

        String id = answer.then()
                .statusCode(202)
                .header("Location", endsWith("/api/v1/tasks/" + answer.path("id")))
                .body("state", equalTo("QUEUED"))
                .body("type", equalTo("exec"))
                .body("name", equalTo("backup"))
                .body("submittedAt", notNullValue())
                .extract()
                .path("id");
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        ConsumerRecord<String, byte[]> record = written.record(id);
        TaskRequested task = JSON.readValue(record.value(), TaskRequested.class);
        assertThat(task.id()).hasToString(id);
        assertThat(task.submission().command()).containsExactly("true");
        assertThat(task.submittedBy()).isEqualTo("client");
        assertThat(header(record, CloudEventHeaders.SPEC_VERSION)).isEqualTo("1.0");
        assertThat(header(record, CloudEventHeaders.TYPE)).isEqualTo(EventTypes.TASK_REQUESTED);
        assertThat(header(record, CloudEventHeaders.SOURCE)).isEqualTo("/sluice/gateway");
        assertThat(header(record, CloudEventHeaders.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(header(record, CloudEventHeaders.ID)).isNotBlank();
        assertThat(header(record, CloudEventHeaders.TIME)).isNotBlank();
    }

    @Test
    void theTimeToAnAnswerIsMeasured() {
        submit(TASK).then().statusCode(202);

        client().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("sluice_gateway_submission_acknowledgement_seconds_count"))
                .body(containsString("sluice_gateway_submission_waiting"));
    }

    @Test
    void theSameKeyAndTaskIsTheSameTaskHoweverItIsSpelled() throws IOException {
        String key = UUID.randomUUID().toString();
        String first = json("{\"type\":\"exec\",\"command\":[\"true\"],\"timeout\":\"60s\"}")
                .header("Idempotency-Key", key)
                .post(TASKS)
                .then()
                .statusCode(202)
                .extract()
                .path("id");

        json("{ \"timeout\": \"1m\", \"command\": [\"true\"], \"type\": \"exec\" }")
                .header("Idempotency-Key", key)
                .post(TASKS)
                .then()
                .statusCode(202)
                .body("id", equalTo(first));

        TaskRequested task = JSON.readValue(written.record(first).value(), TaskRequested.class);
        assertThat(task.idempotencyKey()).isEqualTo(key);
    }

    @Test
    void aTaskThatWasTakenBeforeIsShownAsItIsNow() {
        String key = UUID.randomUUID().toString();
        String id = json(TASK).header("Idempotency-Key", key).post(TASKS).path("id");
        DispatchFake.store(TaskViewBuilder.aTask(UUID.fromString(id)).ended(TaskState.SUCCEEDED, 1, 0));

        json(TASK)
                .header("Idempotency-Key", key)
                .post(TASKS)
                .then()
                .statusCode(202)
                .body("state", equalTo("SUCCEEDED"));
    }

    @Test
    void anotherTaskUnderTheSameKeyIsRefused() {
        String key = UUID.randomUUID().toString();
        json(TASK).header("Idempotency-Key", key).post(TASKS).then().statusCode(202);

        json(TASK.replace("backup", "restore"))
                .header("Idempotency-Key", key)
                .post(TASKS)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("idempotency-key-reused"));
    }

    @Test
    void withoutDispatchOnlyATaskWithAKeyIsRefused() {
        DispatchFake.away(true);

        submit(TASK).then().statusCode(202);
        json(TASK)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .post(TASKS)
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("upstream-unavailable"));
    }

    @Test
    void aKeyThatIsNoneIsNamed() {
        json(TASK)
                .header("Idempotency-Key", "x".repeat(201))
                .post(TASKS)
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("Idempotency-Key"));
    }

    @Test
    void aFullQueueTakesNothing() {
        DispatchFake.queued(1_000_000);
        await("the gateway knows the count").until(() -> submit(TASK).statusCode() == 429);

        submit(TASK)
                .then()
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("queue-limit"));
        submitBatch(TASK + "\n").then().statusCode(429);

        DispatchFake.queued(0);
        await("the gateway knows the count").until(() -> submit(TASK).statusCode() == 202);
    }

    static List<Arguments> badBodies() {
        String megabyte = "x".repeat(1 << 20);
        return List.of(
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"],\"comand\":1}", "comand"),
                Arguments.of("{\"type\":\"exec\",\"command\":[]}", "command"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\" \"]}", "command[0]"),
                Arguments.of("{\"type\":\"exec\",\"command\":\"true\"}", "command"),
                Arguments.of("{\"command\":[\"true\"]}", "type"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"],\"priority\":9}", "priority"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"],\"priority\":1e400}", "priority"),
                Arguments.of(
                        "{\"type\":\"exec\",\"command\":[\"true\"],\"priority\":" + "9".repeat(500) + "}", "priority"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"],\"timeout\":\"soon\"}", "timeout"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"],\"timeout\":5}", "timeout"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"],\"guarantee\":\"maybe\"}", "guarantee"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"],\"name\":\"" + megabyte + "\"}", "name"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"],\"name\":\"a\\u0000b\"}", "name"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"],\"name\":\"a\\ud800b\"}", "name"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"a\\u0000b\"]}", "command[0]"),
                Arguments.of("{\"type\":\"x\",\"nodeSelector\":{\"a\":\"\\udc00\"}}", "nodeSelector.a"),
                Arguments.of("{\"type\":\"x\",\"nodeSelector\":{\"my key\":\"a\"}}", "nodeSelector.my key"),
                Arguments.of("{\"type\":\"x\",\"\\ud800\":1}", "body"),
                Arguments.of("{\"type\":\"x\",\"timeout\":\"PT0.0004S\"}", "timeout"),
                Arguments.of("{\"type\":\"x\",\"queueLimit\":\"PT0.0004S\"}", "queueLimit"),
                Arguments.of(
                        "{\"type\":\"exec\",\"command\":[\"echo\",\"" + "x".repeat(131_072) + "\"]}", "command[1]"),
                Arguments.of("{\"type\":\"x\",\"parameters\":{\"a\\u0000b\":\"c\"}}", "parameters"),
                Arguments.of("{\"type\":\"x\",\"stdin\":\"a\\u0000b\"}", "stdin"),
                Arguments.of("{\"type\":\"exec\",\"type\":\"exec\",\"command\":[\"true\"]}", "body"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"]} {}", "body"),
                Arguments.of("{\"type\":\"exec\",\"command\":[\"true\"", "body"),
                Arguments.of("[".repeat(5_000), "body"),
                Arguments.of("[]", "body"),
                Arguments.of("null", "body"),
                Arguments.of("", "body"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void aBadBodyIsOneProblemThatNamesTheField(String body, String field) {
        submit(body)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("invalid-request"))
                .body("errors.field", hasItem(field));
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] body = "{\"type\":\"exec\",\"command\":[\"?\"]}".getBytes(StandardCharsets.ISO_8859_1);
        body[27] = (byte) 0xFF;

        client().contentType("application/json")
                .body(body)
                .post(TASKS)
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("body"));
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        submit("{\"type\":\"EXEC\",\"priority\":9,\"name\":\"\",\"maxAttempts\":0,\"nope\":1}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("type", "priority", "name", "maxAttempts", "nope"));
    }

    @Test
    void aTaskTooLargeForKafkaIsRefused() {
        String variable = "x".repeat(30_000);
        String env = IntStream.range(0, 40)
                .mapToObj(i -> "\"V" + i + "\":\"" + variable + "\"")
                .collect(Collectors.joining(","));

        submit("{\"type\":\"exec\",\"command\":[\"true\"],\"env\":{" + env + "}}")
                .then()
                .statusCode(413)
                .body("type", equalTo("body-too-large"));
    }

    @Test
    void anInputIsCountedInBytesAndItsRefusalNamesTheSetting() {
        String emoji = "\uD83D\uDE00".repeat(65_536);

        submit("{\"type\":\"exec\",\"command\":[\"cat\"],\"stdin\":\"" + emoji + "\"}")
                .then()
                .statusCode(202);
        submit("{\"type\":\"exec\",\"command\":[\"cat\"],\"priority\":9,\"stdin\":\"" + emoji + "x\"}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("stdin", "priority"))
                .body("errors.message", hasItem(containsString("262145 bytes")))
                .body("errors.message", hasItem(containsString("sluice.gateway.submission.max-input")));
    }

    @Test
    void aKeyIsReservedAgainWhileAReplicaOfDispatchDies() {
        DispatchFake.refuseNext(2);

        json(TASK)
                .header("Idempotency-Key", "dying-" + UUID.randomUUID())
                .post(TASKS)
                .then()
                .statusCode(202);
    }

    @Test
    void anotherMediaTypeIsRefused() {
        client().contentType("text/plain")
                .body("echo hello")
                .post(TASKS)
                .then()
                .statusCode(415)
                .body("type", equalTo("unsupported-media-type"));
        client().contentType("application/json")
                .body(TASK)
                .post(TASKS + "/batch")
                .then()
                .statusCode(415);
    }

    @Test
    void aParameterThatNobodyReadsIsRefused() {
        json(TASK).post(TASKS + "?dryRun=true").then().statusCode(400).body("errors.field", hasItem("dryRun"));
    }

    @Test
    void eachLineOfABatchIsAnsweredForItself() throws IOException {
        Response answer = submitBatch(TASK + "\n\r\n{\"type\":\"exec\"}\nnot json\n" + TASK);

        answer.then().statusCode(200).contentType(startsWith(NDJSON));
        List<JsonNode> lines = lines(answer);
        assertThat(lines).hasSize(4);
        assertThat(lines).extracting(line -> line.path("line").asInt()).containsExactly(1, 3, 4, 5);
        assertThat(lines.get(0).path("state").asText()).isEqualTo("QUEUED");
        assertThat(lines.get(1)
                        .path("problem")
                        .path("errors")
                        .get(0)
                        .path("field")
                        .asText())
                .isEqualTo("command");
        assertThat(lines.get(2).path("problem").path("type").asText()).isEqualTo("invalid-request");
        assertThat(written.record(lines.get(3).path("id").asText())).isNotNull();
    }

    @Test
    void aLineTooLargeForKafkaIsRefusedAlone() throws IOException {
        String variable = "x".repeat(30_000);
        String env = IntStream.range(0, 40)
                .mapToObj(i -> "\"V" + i + "\":\"" + variable + "\"")
                .collect(Collectors.joining(","));

        Response answer =
                submitBatch(TASK + "\n{\"type\":\"exec\",\"command\":[\"true\"],\"env\":{" + env + "}}\n" + TASK);

        List<JsonNode> lines = lines(answer);
        assertThat(lines).extracting(line -> line.path("line").asInt()).containsExactly(1, 2, 3);
        assertThat(lines.get(1).path("problem").path("type").asText()).isEqualTo("body-too-large");
        assertThat(written.record(lines.get(0).path("id").asText())).isNotNull();
        assertThat(written.record(lines.get(2).path("id").asText())).isNotNull();
    }

    /** It takes more than may wait for Kafka at once, which is 8 MiB. */
    @Test
    void aBatchOfLargeTasksIsTakenWhole() throws IOException {
        String task = "{\"type\":\"exec\",\"command\":[\"cat\"],\"stdin\":\"" + "x".repeat(200_000) + "\"}\n";

        List<JsonNode> lines = lines(submitBatch(task.repeat(80)));

        assertThat(lines).hasSize(80);
        assertThat(lines).extracting(line -> line.path("state").asText()).containsOnly("QUEUED");
    }

    @Test
    void aBatchOfWhatNobodyCanReadIsAnsweredLineByLine() throws IOException {
        List<JsonNode> lines = lines(submitBatch("not json\n{\"type\":\"exec\"}"));

        assertThat(lines)
                .extracting(line -> line.path("problem").path("type").asText())
                .containsExactly("invalid-request", "invalid-request");
    }

    /** Its end was told while its head still waited to be written: one in eight had no media type then. */
    @Test
    void everyAnswerToABatchHasItsMediaType() {
        int clients = 6;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<CompletableFuture<List<String>>> answers = IntStream.range(0, clients)
                    .mapToObj(client -> CompletableFuture.supplyAsync(() -> mediaTypesOfBatches(100), threads))
                    .toList();

            assertThat(answers).flatExtracting(CompletableFuture::join).containsOnly("application/x-ndjson");
        } finally {
            threads.shutdown();
        }
    }

    private static List<String> mediaTypesOfBatches(int count) {
        return IntStream.range(0, count)
                .mapToObj(batch -> submitBatch("not json\n{\"type\":\"exec\"}").contentType())
                .toList();
    }

    @Test
    void aBatchOfTenThousandIsTakenWholeAndInOrder() throws IOException {
        Response answer = submitBatch((TASK + "\n").repeat(10_000));

        answer.then().statusCode(200);
        List<JsonNode> lines = lines(answer);
        assertThat(lines)
                .extracting(line -> line.path("line").asInt())
                .isEqualTo(IntStream.rangeClosed(1, 10_000).boxed().toList());
        assertThat(lines).extracting(line -> line.path("id").asText()).doesNotHaveDuplicates();
        assertThat(written.awaitCount(10_000)).isEqualTo(10_000);
    }

    @Test
    void aBatchThatIsNoneIsRefusedWhole() {
        submitBatch((TASK + "\n").repeat(10_001))
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("body"))
                .body("errors[0].message", containsString("10000"));
        submitBatch("\n \n").then().statusCode(400).body("errors.field", hasItem("body"));
        client().contentType(NDJSON)
                .header("Idempotency-Key", "k")
                .body(TASK)
                .post(TASKS + "/batch")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("Idempotency-Key"));
    }

    @Test
    void aBatchAboveTheBodyLimitIsRefused() {
        submitBatch("x".repeat((16 << 20) + 1))
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("type", equalTo("body-too-large"))
                .body("detail", containsString("sluice.request.max-body"));
    }

    @Test
    void submissionsAreHeldWholeAndHaveABound() throws IOException {
        try (Socket upload = beginBatch(16 << 20)) {
            await("no room for another batch").until(() -> submitBatch(TASK).statusCode() == 503);
            submit(TASK).then().statusCode(503).header("Retry-After", notNullValue());
        }
        await("there is room again").until(() -> submitBatch(TASK).statusCode() == 200);
    }

    /** Announces a batch, and sends nothing of it. */
    private static Socket beginBatch(int bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        String head = "POST /api/v1/tasks/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + TaskApiSettings.TOKEN + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + bytes
                + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static List<JsonNode> lines(Response answer) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : answer.asString().split("\n")) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
