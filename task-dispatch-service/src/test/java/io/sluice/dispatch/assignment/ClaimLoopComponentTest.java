package io.sluice.dispatch.assignment;

import static io.sluice.dispatch.DispatchClient.service;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.uuid.Generators;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.DispatchComponent;
import io.sluice.dispatch.DispatchDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchComponent
class ClaimLoopComponentTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final DispatchDatabase database = DispatchDatabase.ofApplication();
    private final String node = "n-" + UUID.randomUUID();

    @Inject
    Pool pool;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void aRecordBecomesAnAttemptOnTheNodeThatItsTaskSelects() throws Exception {
        aNode(node).withLabel("node", node).insert(database);

        UUID task = submit();

        await("the task is assigned").atMost(TIMEOUT).until(() -> isAssigned(task));
        assertThat(database.row("select node from attempt where task_id = '" + task + "'")
                        .getString("node"))
                .isEqualTo(node);
    }

    @Test
    void aTaskThatWaitedIsAssignedOnceItsNodeMayTakeIt() throws Exception {
        aNode(node).withLabel("node", node).draining().insert(database);
        UUID task = submit();
        await("the task waits")
                .atMost(TIMEOUT)
                .until(() -> database.count("task where id = '" + task + "' and state = 'QUEUED'") == 1);

        service()
                .body(new NodeAdmission(
                        new NodeName(node),
                        new Epoch(1),
                        NodeKind.AGENT,
                        2,
                        Drain.OFF,
                        1,
                        Map.of("node", node),
                        null,
                        null))
                .put("/internal/v1/nodes/{name}/admission", node)
                .then()
                .statusCode(200);

        await("the task is assigned").atMost(TIMEOUT).until(() -> isAssigned(task));
    }

    /** Another replica has queued it, and died before its claim. */
    @Test
    void aTaskThatNobodyTellsOfIsAssigned() {
        aNode(node).withLabel("node", node).insert(database);

        UUID task = aTask().withSelector("node", node).insert(database);

        await("the task is assigned").atMost(TIMEOUT).until(() -> isAssigned(task));
    }

    @Test
    void aReplicaThatFreezesInATransactionHoldsItsLocksForFourSeconds() {
        String bound = pool.withTransaction(transaction -> transaction
                        .query("show idle_in_transaction_session_timeout")
                        .execute())
                .await()
                .atMost(TIMEOUT)
                .iterator()
                .next()
                .getString(0);

        assertThat(bound).isEqualTo("4s");
    }

    private boolean isAssigned(UUID task) {
        return database.count("attempt where task_id = '" + task + "'") == 1;
    }

    private UUID submit() throws Exception {
        UUID id = Generators.timeBasedEpochGenerator().generate();
        String record = "{\"id\":\"" + id + "\",\"submission\":{\"type\":\"noop\",\"nodeSelector\":{\"node\":\"" + node
                + "\"}}}";
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.TASKS, id.toString(), record.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
        return id;
    }
}
