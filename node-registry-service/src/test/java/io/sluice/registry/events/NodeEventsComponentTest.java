package io.sluice.registry.events;

import static io.sluice.registry.RegistryClient.deeds;
import static io.sluice.registry.RegistryClient.drain;
import static io.sluice.registry.RegistryClient.gateway;
import static io.sluice.registry.RegistryClient.get;
import static io.sluice.registry.RegistryClient.goodbye;
import static io.sluice.registry.RegistryClient.history;
import static io.sluice.registry.RegistryClient.newName;
import static io.sluice.registry.RegistryClient.node;
import static io.sluice.registry.RegistryClient.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.Json;
import io.sluice.contracts.event.CloudEventHeaders;
import io.sluice.contracts.event.EventTypes;
import io.sluice.contracts.event.NodeEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeClaim;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.registry.RegistryComponent;
import io.sluice.registry.RegistryDatabase;
import io.sluice.test.TestKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RegistryComponent
class NodeEventsComponentTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = Json.mapper();

    private final String name = newName();
    private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();
    private KafkaConsumer<String, byte[]> consumer;

    @BeforeEach
    void listen() {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(Topics.NODE_EVENTS, 0)));
        consumer.seekToBeginning(consumer.assignment());
    }

    @AfterEach
    void stopListening() {
        consumer.close();
    }

    @Test
    void eachChangeIsOneEventInItsOrder() {
        UUID incarnation = UUID.randomUUID();
        RegisterReply registration = register(name, incarnation);
        await("dispatch knows the node").until(() -> get(name).barrier());
        drain(name, "kernel patch");
        gateway().delete("/internal/v1/nodes/{name}/drain", name).then().statusCode(200);
        goodbye(name, registration.epoch(), incarnation);

        awaitChange("GOODBYE");
        assertThat(deeds(changes()))
                .containsExactly("REGISTERED", "DRAIN_REQUESTED", "BARRIER_CLOSED", "DRAINED", "RESUMED", "GOODBYE");
        assertThat(changes()).isEqualTo(history(name));
    }

    @Test
    void anEventTellsTheNodeAndWhatDispatchMayDoWithIt() {
        register(name, UUID.randomUUID());
        await("dispatch knows the node").until(() -> get(name).barrier());
        drain(name, "kernel patch");

        awaitChange("DRAINED");
        NodeEvent requested = events().get(1);
        assertThat(requested.change().what()).isEqualTo("DRAIN_REQUESTED");
        assertThat(requested.change().by()).isEqualTo("alice");
        assertThat(requested.revision()).isEqualTo(2);
        assertThat(Objects.requireNonNull(requested.admission()).drain().enabled())
                .isTrue();
        assertThat(requested.admission().revision()).isEqualTo(2);
        assertThat(Objects.requireNonNull(requested.node()).barrier()).isFalse();
        assertThat(Objects.requireNonNull(events().get(2).node()).barrier()).isTrue();
    }

    /** Outsiders read the topic. */
    @Test
    void anEventTellsThatANodeHasASecretAndNothingOfIt() {
        String secret = "s".repeat(43);
        node().header(NodeSecrets.HEADER, secret)
                .body(RegistryDatabase.registration(name, UUID.randomUUID()))
                .post("/node/v1/registry/register")
                .then()
                .statusCode(200);

        awaitChange("REGISTERED");
        assertThat(Objects.requireNonNull(events().get(0).admission()).claim())
                .isEqualTo(new NodeClaim(new Epoch(1), true, null));
        assertThat(new String(seen.get(0).value(), StandardCharsets.UTF_8))
                .doesNotContain(secret)
                .doesNotContain(NodeSecrets.hash(secret));
    }

    @Test
    void anEventIsACloudEvent() {
        register(name, UUID.randomUUID());

        awaitChange("REGISTERED");
        ConsumerRecord<String, byte[]> record = seen.get(0);
        assertThat(header(record, CloudEventHeaders.SPEC_VERSION)).isEqualTo("1.0");
        assertThat(header(record, CloudEventHeaders.TYPE)).isEqualTo(EventTypes.NODE_CHANGED);
        assertThat(header(record, CloudEventHeaders.SOURCE)).contains("node-registry");
        assertThat(header(record, CloudEventHeaders.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(UUID.fromString(header(record, CloudEventHeaders.ID))).isNotNull();
    }

    @Test
    void aRetiredNodeIsToldOfThenForgotten() {
        UUID incarnation = UUID.randomUUID();
        RegisterReply registration = register(name, incarnation);
        await("dispatch knows the node").until(() -> get(name).barrier());
        goodbye(name, registration.epoch(), incarnation);
        gateway().delete("/internal/v1/nodes/{name}", name).then().statusCode(204);

        await("the record without a value").atMost(TIMEOUT).until(() -> {
            poll();
            return seen.stream().anyMatch(record -> record.value() == null);
        });
        assertThat(seen.get(seen.size() - 1).value()).isNull();
        NodeEvent last = events().get(events().size() - 1);
        assertThat(last.change().what()).isEqualTo("RETIRED");
        assertThat(last.node()).isNull();
        assertThat(last.admission()).isNull();
    }

    private void awaitChange(String what) {
        await("the event " + what + " of " + name).atMost(TIMEOUT).until(() -> {
            poll();
            return changes().contains(what);
        });
    }

    private void poll() {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> {
            if (record.key().equals(name)) {
                seen.add(record);
            }
        });
    }

    private List<String> changes() {
        return events().stream().map(event -> event.change().what()).toList();
    }

    private List<NodeEvent> events() {
        return seen.stream()
                .filter(record -> record.value() != null)
                .map(record -> {
                    try {
                        return JSON.readValue(record.value(), NodeEvent.class);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
