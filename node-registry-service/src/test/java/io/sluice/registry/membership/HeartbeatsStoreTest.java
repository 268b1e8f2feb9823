package io.sluice.registry.membership;

import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.registry.RegisteredNodes;
import io.sluice.registry.RegistryDatabase;
import io.sluice.registry.membership.HeartbeatStore.Beat;
import io.sluice.registry.node.NodeRow;
import io.sluice.service.auth.NodeProof;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatsStoreTest {
    private final RegistryDatabase database = RegistryDatabase.empty();
    private final RegisteredNodes nodes = new RegisteredNodes(database);
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @AfterEach
    void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whatComesTogetherIsWrittenByOneStatementAndEachIsAnswered() {
        Heartbeats heartbeats = heartbeats(database.pool());
        List<Beat> beats = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            beats.add(beat(nodes.add("n-" + i, 5)));
        }

        // In one turn of the loop: the timer that the first sets can't expire before the last has come.
        List<CompletableFuture<HeartbeatOutcome>> answers = CompletableFuture.supplyAsync(
                        () -> beats.stream()
                                .map(beat -> heartbeats.checkIn(beat).subscribeAsCompletionStage())
                                .toList(),
                        task -> vertx.runOnContext(turn -> task.run()))
                .join();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(HeartbeatOutcome.Taken.class));
        assertThat(metrics.summary("sluice.registry.heartbeat.batch.size").count())
                .isEqualTo(1);
    }

    @Test
    void aBatchIsFollowedByTheNext() {
        Heartbeats heartbeats = heartbeats(database.pool());
        Beat beat = beat(nodes.add("n-1", 5));

        assertThat(await(heartbeats.checkIn(beat))).isInstanceOf(HeartbeatOutcome.Taken.class);
        assertThat(await(heartbeats.checkIn(beat))).isInstanceOf(HeartbeatOutcome.Taken.class);
    }

    @Test
    void moreThanTheBoundAreRefusedAtOnce() {
        Heartbeats heartbeats =
                new Heartbeats(vertx, database.pool(), new HeartbeatStore(), Duration.ofHours(1), metrics);
        Beat beat = new Beat(new NodeName("n-1"), new Epoch(1), new UUID(4, 1), 0, 0, null, NodeProof.JOIN_TOKEN);
        for (int i = 0; i < Heartbeats.MAX_PENDING; i++) {
            heartbeats.checkIn(beat).subscribeAsCompletionStage();
        }

        assertThat(await(heartbeats.checkIn(beat))).isEqualTo(new HeartbeatOutcome.Overloaded());
    }

    @Test
    void withTheDatabaseAwayEveryoneWhoWaitsIsToldAndTheNextBatchIsTried() {
        Pool nowhere = Pool.newInstance(PgBuilder.pool()
                .connectingTo(new PgConnectOptions().setHost("127.0.0.1").setPort(1))
                .using(vertx)
                .build());
        Heartbeats heartbeats = heartbeats(nowhere);
        Beat beat = new Beat(new NodeName("n-1"), new Epoch(1), new UUID(4, 1), 0, 0, null, NodeProof.JOIN_TOKEN);

        CompletableFuture<HeartbeatOutcome> first = heartbeats.checkIn(beat).subscribeAsCompletionStage();
        CompletableFuture<HeartbeatOutcome> second = heartbeats.checkIn(beat).subscribeAsCompletionStage();

        assertThatThrownBy(first::join).isInstanceOf(CompletionException.class);
        assertThatThrownBy(second::join).isInstanceOf(CompletionException.class);
        assertThatThrownBy(() ->
                        heartbeats.checkIn(beat).subscribeAsCompletionStage().join())
                .isInstanceOf(CompletionException.class);
    }

    private Heartbeats heartbeats(Pool pool) {
        return new Heartbeats(vertx, pool, new HeartbeatStore(), Duration.ofMillis(1), metrics);
    }

    private static Beat beat(NodeRow node) {
        return new Beat(node.name(), node.epoch(), node.incarnation(), 0, 0, null, NodeProof.JOIN_TOKEN);
    }
}
