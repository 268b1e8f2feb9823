package io.sluice.registry.retirement;

import static io.sluice.registry.RegistryClient.deeds;
import static io.sluice.registry.RegistryClient.gateway;
import static io.sluice.registry.RegistryClient.get;
import static io.sluice.registry.RegistryClient.goodbye;
import static io.sluice.registry.RegistryClient.newName;
import static io.sluice.registry.RegistryClient.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.registry.RegistryClient;
import io.sluice.registry.RegistryComponent;
import io.sluice.registry.RegistryDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RegistryComponent
class OfflineRetirementComponentTest {
    @Inject
    Pool pool;

    @Inject
    OfflineRetirementSweeper sweeper;

    @Test
    void whatASmallerPoolLeavesBehindIsRetiredAndTheNameComesBackAboveIt() {
        String name = newName();
        goneForADay(name);

        sweepUntil(() -> gateway().get("/internal/v1/nodes/{name}", name).statusCode() == 404);

        gateway()
                .get("/internal/v1/nodes/{name}/events", name)
                .then()
                .body("[0].what", equalTo("RETIRED"))
                .body("[0].by", equalTo("node-registry"));
        assertThat(deeds(name)).containsExactly("REGISTERED", "GOODBYE", "RETIRED");
        assertThat(register(name, UUID.randomUUID()).epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void aDrainedNodeThatIsGoneComesBackDrained() {
        String drained = newName();
        String other = newName();
        RegistryClient.drain(goneForADay(drained), "new disk");
        goneForADay(other);

        sweepUntil(() -> gateway().get("/internal/v1/nodes/{name}", other).statusCode() == 404);

        register(drained, UUID.randomUUID());
        assertThat(get(drained).drain().reason()).isEqualTo("new disk");
    }

    private String goneForADay(String name) {
        UUID incarnation = UUID.randomUUID();
        RegisterReply registration = register(name, incarnation);
        await("dispatch knows the node").until(() -> get(name).barrier());
        goodbye(name, registration.epoch(), incarnation);
        RegistryDatabase.await(
                pool.preparedQuery("update node set offline_recorded_at = now() - interval '1 day' where name = $1")
                        .execute(Tuple.of(name)));
        return name;
    }

    /** Nobody is retired within the grace (8 s here) after a start, nor while most are silent, as nodes of other tests are by now. */
    private void sweepUntil(Callable<Boolean> done) {
        await("nodes that are OFFLINE for long are retired")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    RegistryDatabase.await(pool.query("update node set last_seen_at = now() where goodbye_at is null")
                            .execute());
                    RegistryDatabase.await(sweeper.sweep());
                    return done.call();
                });
    }
}
