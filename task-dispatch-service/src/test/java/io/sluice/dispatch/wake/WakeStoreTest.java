package io.sluice.dispatch.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.test.ServiceDatabase.OpenTransaction;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WakeStoreTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final Replica one = new Replica();
    private final Replica other = new Replica();

    /** A replica, and what woke it. */
    private final class Replica {
        private final Wake wake = new Wake(new ReplicaId());
        private final WakeConnection connection = new WakeConnection(database.vertx(), database.pool(), wake);
        private final AtomicInteger queue = new AtomicInteger();
        private final AtomicInteger any = new AtomicInteger();
        private final List<Set<String>> nodes = new CopyOnWriteArrayList<>();

        private void listen() {
            wake.onQueue(queue::incrementAndGet);
            wake.onNode(nodes::add, any::incrementAndGet);
            connection.connect();
            await("it listens").atMost(TIMEOUT).until(() -> any.get() == 1);
        }
    }

    @BeforeEach
    void listen() {
        one.listen();
        other.listen();
    }

    @AfterEach
    void close() {
        one.connection.close();
        other.connection.close();
    }

    @Test
    void everyReplicaIsWokenOnceByACommit() {
        database.inTransaction(transaction -> one.wake
                .queueChanged(transaction)
                .chain(() -> one.wake.nodesChanged(transaction, List.of("n-2", "n-1", "n-2"))));

        await("the other replica hears of it").atMost(TIMEOUT).until(() -> !other.nodes.isEmpty());
        assertThat(other.queue.get()).isEqualTo(2);
        assertThat(other.nodes).containsExactly(Set.of("n-1", "n-2"));
        await("this one hears of it").atMost(TIMEOUT).until(() -> !one.nodes.isEmpty());
        assertThat(one.queue.get()).isEqualTo(2);
        assertThat(one.nodes).containsExactly(Set.of("n-1", "n-2"));
    }

    @Test
    void whatThisReplicaWillClaimWakesNoOther() {
        database.inTransaction(transaction -> {
            one.wake.queueChangedHere(transaction);
            return Uni.createFrom().voidItem();
        });
        database.inTransaction(transaction -> one.wake.nodesChanged(transaction, List.of("after")));

        await("the other replica hears of what came after").atMost(TIMEOUT).until(() -> !other.nodes.isEmpty());
        assertThat(one.queue).hasValue(2);
        assertThat(other.queue).hasValue(1);
    }

    @Test
    void aRollbackWakesNobody() {
        OpenTransaction open = database.begin();
        DispatchDatabase.await(one.wake.nodesChanged(open.connection(), List.of("lost")));
        open.rollback();

        database.inTransaction(transaction -> one.wake.nodesChanged(transaction, List.of("kept")));

        await("the other replica hears of the commit").atMost(TIMEOUT).until(() -> !other.nodes.isEmpty());
        assertThat(other.nodes).containsExactly(Set.of("kept"));
        assertThat(one.nodes).containsExactly(Set.of("kept"));
    }

    @Test
    void aLostConnectionIsReplacedAndEverythingWokenOnce() {
        database.run("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where query = 'listen sluice_dispatch' and datname = current_database()");

        await("both connected again").atMost(TIMEOUT).until(() -> one.any.get() == 2 && other.any.get() == 2);
        database.inTransaction(transaction -> one.wake.nodesChanged(transaction, List.of("n-1")));
        await("the other replica hears again").atMost(TIMEOUT).until(() -> !other.nodes.isEmpty());
    }

    @Test
    void aWakeUpOutsideATransactionIsRefused() {
        boolean refused = DispatchDatabase.await(database.pool()
                .withConnection(connection -> one.wake.queueChanged(connection))
                .onItemOrFailure()
                .transform((done, failure) -> failure instanceof IllegalStateException));

        assertThat(refused).isTrue();
    }
}
