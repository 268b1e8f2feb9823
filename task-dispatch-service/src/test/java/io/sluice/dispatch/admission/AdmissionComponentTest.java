package io.sluice.dispatch.admission;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchClient.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sluice.contracts.Json;
import io.sluice.contracts.event.NodeEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import io.sluice.dispatch.DispatchComponent;
import io.sluice.dispatch.DispatchDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchComponent
class AdmissionComponentTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Drain DRAIN =
            new Drain(true, "patch", "alice", Instant.parse("2026-03-01T12:00:00Z"), null, Drain.OnDeadline.LEAVE);

    private final NodeName name = new NodeName("n-" + UUID.randomUUID());

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void theNewestRevisionWinsHoweverOftenTheyCome() {
        assertThat(admitted(admission(1, 2, DRAIN))).isEqualTo(new AdmissionReply(2, 0));
        assertThat(admitted(admission(1, 1, Drain.OFF))).isEqualTo(new AdmissionReply(2, 0));
        assertThat(admitted(admission(1, 2, Drain.OFF))).isEqualTo(new AdmissionReply(2, 0));
        assertThat(load().orElseThrow().open()).isFalse();

        assertThat(admitted(admission(1, 3, Drain.OFF))).isEqualTo(new AdmissionReply(3, 0));
        assertThat(load().orElseThrow().open()).isTrue();
    }

    @Test
    void everyWrongFieldIsNamed() {
        Response response = service()
                .body(Map.of("name", "UPPER", "epoch", 0, "kind", "AGENT", "revision", 0, "taskCap", -1))
                .put("/internal/v1/nodes/{name}/admission", name.value());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.contentType()).startsWith(Problem.MEDIA_TYPE);
    }

    @Test
    void anotherNameThanInTheAddressIsRefused() {
        Response response =
                service().body(admission(1, 1, Drain.OFF)).put("/internal/v1/nodes/{name}/admission", "other");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(fields(response)).containsExactly("name");
    }

    @Test
    void aCapAboveTheHighestIsRefused() {
        Response response = service()
                .body(new NodeAdmission(name, new Epoch(1), NodeKind.AGENT, 1, Drain.OFF, 10_001, Map.of(), null, null))
                .put("/internal/v1/nodes/{name}/admission", name.value());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(fields(response)).containsExactly("taskCap");
    }

    @Test
    void aNodeWithALiveAttemptIsNotRetired() {
        admitted(admission(1, 1, DRAIN));
        UUID task = anAttempt().on(name.value()).running().insert(DispatchDatabase.ofApplication());

        Response refused = retire(2);

        assertThat(refused.statusCode()).isEqualTo(409);
        Problem problem = refused.as(Problem.class);
        assertThat(problem.type()).isEqualTo("node-not-empty");
        assertThat(problem.errors()).extracting(FieldError::field).containsExactly("runningTasks", "tasks");
        assertThat(problem.errors().get(1).message()).contains(task.toString()).contains("RUNNING");
        assertThat(load()).isPresent();
    }

    @Test
    void aRetiredNodeIsGoneUntilItRegistersAgain() {
        admitted(admission(1, 1, Drain.OFF));

        assertThat(retire(2).as(AdmissionReply.class)).isEqualTo(new AdmissionReply(2, 0));
        assertThat(retire(2).as(AdmissionReply.class)).isEqualTo(new AdmissionReply(2, 0));
        assertThat(admitted(admission(1, 1, Drain.OFF))).isEqualTo(new AdmissionReply(2, 0));
        assertThat(load()).isEmpty();

        assertThat(admitted(admission(2, 3, Drain.OFF))).isEqualTo(new AdmissionReply(3, 0));
        assertThat(load()).isPresent();
    }

    @Test
    void aRetirementThatWasOvertakenIsRefused() {
        admitted(admission(2, 7, Drain.OFF));

        Response refused = retire(6);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(fields(refused)).containsExactly("revision");
        assertThat(load()).isPresent();
    }

    @Test
    void aNewerEpochLosesTheAttemptsOfTheOlder() {
        admitted(admission(1, 1, Drain.OFF));
        UUID task = anAttempt().on(name.value()).inEpoch(1).running().insert(DispatchDatabase.ofApplication());

        assertThat(admitted(admission(2, 2, Drain.OFF))).isEqualTo(new AdmissionReply(2, 0));
        assertThat(DispatchDatabase.ofApplication()
                        .row("select state from task_history where id = '" + task + "'")
                        .getString("state"))
                .isEqualTo("FAILED");
    }

    @Test
    void whatTheCallDidNotBringIsHeardFromTheTopic() throws Exception {
        send(null);
        send("no event".getBytes(StandardCharsets.UTF_8));
        send("{\"name\":\"x\",\"revision\":1,\"node\":null,\"of-a-newer-version\":[]}"
                .getBytes(StandardCharsets.UTF_8));
        send(event(admission(1, 4, DRAIN)));
        send(event(admission(1, 3, Drain.OFF)));

        await("the admission is in force").atMost(TIMEOUT).until(() -> load().isPresent());
        assertThat(load().orElseThrow().open()).isFalse();
        assertThat(load().orElseThrow().revision()).isEqualTo(4);
    }

    private AdmissionReply admitted(NodeAdmission admission) {
        return service()
                .body(admission)
                .put("/internal/v1/nodes/{name}/admission", admission.name().value())
                .then()
                .statusCode(200)
                .extract()
                .as(AdmissionReply.class);
    }

    private Response retire(long revision) {
        return service()
                .body(Map.of("revision", revision, "by", "alice"))
                .post("/internal/v1/nodes/{name}/retire", name.value());
    }

    private Optional<NodeLoad> load() {
        NodeLoad[] loads = service()
                .get("/internal/v1/nodes/load")
                .then()
                .statusCode(200)
                .extract()
                .as(NodeLoad[].class);
        NodeLoad[] ofThis = service()
                .queryParam("name", name.value())
                .get("/internal/v1/nodes/load")
                .then()
                .statusCode(200)
                .extract()
                .as(NodeLoad[].class);
        Optional<NodeLoad> load =
                Arrays.stream(loads).filter(one -> one.name().equals(name)).findFirst();
        assertThat(ofThis).containsExactlyElementsOf(load.stream().toList());
        return load;
    }

    private static Iterable<String> fields(Response response) {
        return response.as(Problem.class).errors().stream()
                .map(FieldError::field)
                .toList();
    }

    private NodeAdmission admission(long epoch, long revision, Drain drain) {
        return new NodeAdmission(
                name, new Epoch(epoch), NodeKind.AGENT, revision, drain, 5, Map.of("zone", "a"), null, null);
    }

    private static byte[] event(NodeAdmission admission) throws JsonProcessingException {
        return Json.mapper()
                .writeValueAsBytes(new NodeEvent(
                        admission.name(),
                        admission.revision(),
                        null,
                        admission,
                        new NodeHistoryEntry(
                                Instant.parse("2026-03-01T12:00:00Z"), "DRAIN_REQUESTED", "alice", null, "d")));
    }

    private void send(byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.NODE_EVENTS, name.value().getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }
}
