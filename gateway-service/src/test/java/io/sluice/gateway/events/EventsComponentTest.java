package io.sluice.gateway.events;

import static io.sluice.gateway.Client.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.task.TaskState;
import io.sluice.gateway.GatewayComponent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventsComponentTest.FewStreams.class)
@GatewayComponent
class EventsComponentTest {
    private static final String NODE =
            "{\"name\":\"agent-1\",\"revision\":7,\"change\":{\"at\":\"2026-01-02T03:04:05Z\","
                    + "\"what\":\"GOODBYE\",\"by\":\"agent-1\",\"epoch\":2,\"detail\":\"left\"}}";

    private static final int LARGE = 100_000;

    /** The buffers of both sockets fill before anything waits. */
    private static final Duration CUT_OFF_TIMEOUT = Duration.ofSeconds(30);

    /** So that a test can take all there are, and wait for a heartbeat. */
    public static class FewStreams implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sluice.gateway.streams.limit", "3",
                    "sluice.gateway.events.kept", "20",
                    "sluice.gateway.events.heartbeat", "200ms",
                    "sluice.gateway.events.catch-up", "300ms",
                    "sluice.gateway.events.stalled-after", "1s");
        }
    }

    @Inject
    OpenStreams streams;

    private EventTopics topics;

    @BeforeEach
    void topics() throws ExecutionException, InterruptedException {
        topics = new EventTopics();
    }

    @AfterEach
    void close() {
        topics.close();
        Awaitility.await("streams that clients left are given back").until(() -> streams.count() == 0);
    }

    @Test
    void whatHappensToTasksIsToldAsItHappens() throws Exception {
        try (EventReader reader = EventReader.open()) {
            UUID id = topics.task(TaskState.RUNNING);

            EventReader.Frame event = reader.next();
            assertThat(event.name()).isEqualTo("task");
            assertThat(event.id()).matches("[0-9a-z.-]+_[0-9a-z.-]+");
            assertThat(event.data()).contains(id.toString(), "\"state\":\"RUNNING\"");
        }
    }

    @Test
    void whatHappensToNodesIsToldWithoutWhatOnlyServicesNeed() throws Exception {
        try (EventReader reader = EventReader.open()) {
            topics.raw(Topics.NODE_EVENTS, "agent-1", NODE);

            EventReader.Frame event = reader.next();
            assertThat(event.name()).isEqualTo("node");
            assertThat(event.data())
                    .contains("\"name\":\"agent-1\"", "\"retired\":true", "\"what\":\"GOODBYE\"")
                    .doesNotContain("admission");
        }
    }

    @Test
    void whatIsNoEventIsPassedOver() throws Exception {
        try (EventReader reader = EventReader.open()) {
            topics.raw(Topics.NODE_EVENTS, "agent-1", null);
            topics.raw(Topics.NODE_EVENTS, "agent-1", "{not json");
            topics.raw(Topics.TASK_EVENTS, "x", "{\"data\":\"\\n\\nevent: task\"}");
            UUID id = topics.task(TaskState.QUEUED);

            assertThat(reader.next().data()).contains(id.toString());
        }
    }

    @Test
    void whoComesBackMissesNothingAndSeesNothingTwice() throws Exception {
        EventReader.Frame seen;
        try (EventReader reader = EventReader.open()) {
            topics.task(TaskState.QUEUED);
            seen = reader.next();
        }
        List<UUID> missed =
                List.of(topics.task(TaskState.RUNNING), topics.task(TaskState.RUNNING), topics.task(TaskState.RUNNING));

        try (EventReader reader = EventReader.openAfter(seen.id())) {
            List<String> told = List.of(
                    reader.next().data(), reader.next().data(), reader.next().data());
            missed.forEach(id -> assertThat(told).anyMatch(data -> data.contains(id.toString())));
            UUID newest = topics.task(TaskState.SUCCEEDED);
            assertThat(reader.next().data()).contains(newest.toString());
        }
    }

    /** What it does not read fills the buffers of the connection, and no more: then it is cut off. */
    @Test
    void whoTakesNothingIsCutOffAndCounted() throws Exception {
        double before = stalled();
        try (Socket reader = EventReader.openAndReadNothing()) {
            Awaitility.await("the stream is open").until(() -> streams.count() == 1);

            Awaitility.await("it is cut off").atMost(CUT_OFF_TIMEOUT).until(() -> {
                topics.raw(Topics.NODE_EVENTS, "agent-1", NODE.replace("left", "x".repeat(LARGE)));
                return streams.count() == 0;
            });

            assertThat(EventReader.isAtEnd(reader)).isTrue();
        }
        assertThat(stalled() - before).isEqualTo(1);
    }

    private static double stalled() {
        return Double.parseDouble(client().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("sluice_gateway_streams_stalled_total"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".* ", ""));
    }

    @Test
    void whoComesBackBeforeTheFirstEventMissesNothing() throws Exception {
        String begin;
        try (EventReader reader = EventReader.openAfter(null)) {
            begin = reader.next().id();
        }
        UUID missed = topics.task(TaskState.QUEUED);

        try (EventReader reader = EventReader.openAfter(begin)) {
            assertThat(reader.next().data()).contains(missed.toString());
        }
    }

    @Test
    void whoWasAwayForTooLongIsToldToBeginAnew() throws Exception {
        String begin;
        try (EventReader reader = EventReader.openAfter(null)) {
            begin = reader.next().id();
        }
        try (EventReader witness = EventReader.open()) {
            for (int i = 0; i < 25; i++) {
                topics.task(TaskState.QUEUED);
                witness.next();
            }
        }

        try (EventReader reader = EventReader.openAfter(begin)) {
            EventReader.Frame reset = reader.next();
            assertThat(reset.name()).isEqualTo("reset");
            UUID id = topics.task(TaskState.QUEUED);
            assertThat(reader.next().data()).contains(id.toString());
        }
    }

    @Test
    void whoHasSeenWhatIsNotKnownHereIsToldToBeginAnew() throws Exception {
        try (EventReader reader = EventReader.openAfter("zzzzzz.zzzzzz.zzzzzz_zzzzzz")) {
            assertThat(reader.next().name()).isEqualTo("reset");
        }
        try (EventReader reader = EventReader.openAfter("nonsense")) {
            topics.task(TaskState.QUEUED);
            assertThat(reader.next().name()).isIn("reset", "task");
        }
    }

    @Test
    void aSilentStreamHasAHeartbeat() throws Exception {
        try (EventReader reader = EventReader.open()) {
            reader.heartbeat();
            reader.heartbeat();
        }
    }

    @Test
    void noMoreStreamsAreOpenedThanAllowed() throws Exception {
        try (EventReader one = EventReader.open();
                EventReader two = EventReader.open();
                EventReader three = EventReader.open()) {
            client().get("/api/v1/events")
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .body("type", equalTo("upstream-unavailable"));
            assertThat(List.of(one, two, three)).hasSize(3);
        }
        Awaitility.await("a place that was given back").until(() -> {
            try (EventReader again = EventReader.openAfter(null)) {
                return again != null;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void theStreamIsOnlyReadAndTakesNoParameters() {
        client().post("/api/v1/events").then().statusCode(405).contentType("application/problem+json");
        client().get("/api/v1/events?topic=task").then().statusCode(400).body("errors.field", contains("topic"));
        RestAssured.given().get("/api/v1/events").then().statusCode(401);
    }
}
