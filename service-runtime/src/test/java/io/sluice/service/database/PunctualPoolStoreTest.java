package io.sluice.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.test.TestDatabase;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PunctualPoolStoreTest {
    private final TestDatabase database = TestDatabase.create("punctual");
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger done = new AtomicInteger();
    private final LinkedBlockingQueue<UniEmitter<? super Integer>> underWay = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whatWaitedTooLongForAConnectionIsNotDoneAnyMore() throws InterruptedException {
        Pool pool = pool(Duration.ZERO);
        CompletableFuture<Integer> waiting =
                pool.withTransaction(connection -> count()).subscribeAsCompletionStage();

        assertThatThrownBy(waiting::join).hasMessageContaining("no connection to the database within PT0S");
        assertThat(done).hasValue(0);
        assertThatThrownBy(pool.withConnection(connection -> count()).subscribeAsCompletionStage()::join)
                .as("the connection came back")
                .hasMessageContaining("no connection to the database within PT0S");
        assertThat(done).hasValue(0);
    }

    @Test
    void whatWaitedInTimeIsDoneAndTheConnectionComesBack() throws InterruptedException {
        Pool pool = pool(Duration.ofMinutes(1));
        CompletableFuture<Integer> first = pool.withTransaction(
                        connection -> Uni.createFrom().<Integer>emitter(emitter -> underWay.add(emitter)))
                .subscribeAsCompletionStage();
        UniEmitter<? super Integer> running = underWay.take();
        CompletableFuture<Integer> second =
                pool.withTransaction(connection -> count()).subscribeAsCompletionStage();

        running.complete(7);

        assertThat(first.join()).isEqualTo(7);
        assertThat(second.join()).isEqualTo(1);
    }

    @Test
    void aFailureIsTheWorksOwn() {
        assertThatThrownBy(() -> pool(Duration.ofMinutes(1))
                        .withTransaction(connection -> Uni.createFrom().failure(new IllegalStateException("mine")))
                        .subscribeAsCompletionStage()
                        .join())
                .hasMessageContaining("mine");
    }

    private Uni<Integer> count() {
        return Uni.createFrom().item(done::incrementAndGet);
    }

    /** Of one connection. */
    private Pool pool(Duration longestWait) {
        PgConnectOptions connection = database.connectOptions();
        return Pool.newInstance(new PunctualPool(
                PoolLimits.pool(vertx, new PoolOptions().setMaxSize(1), List.of(connection)), longestWait));
    }
}
