package io.sluice.dispatch.wake;

import io.sluice.service.database.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Wakes whoever waits for a change, in this process and in every other replica, once the transaction that makes the change
 * is committed; never when it is rolled back. This process hears of it directly, the others by PostgreSQL's NOTIFY.
 *
 * <p>A wake-up says only that it is worth looking. It may come without need and several may arrive as one; while this
 * replica can't hear the others nothing comes from them, and when it hears them again everything is woken once.
 */
@Singleton
public class Wake {
    private static final Logger LOG = Logger.getLogger(Wake.class);

    private final ReplicaId self;
    private final List<Runnable> queueListeners = new CopyOnWriteArrayList<>();
    private final List<NodeListener> nodeListeners = new CopyOnWriteArrayList<>();

    public Wake(ReplicaId self) {
        this.self = self;
    }

    private record NodeListener(Consumer<Set<String>> some, Runnable any) {}

    /** A claim may find something after the commit: changed nodes, a lifted pause. */
    public Uni<Void> queueChanged(SqlConnection transaction) {
        return announce(transaction, List.of(WakeMessage.ofQueue(self.value())), this::wakeQueue);
    }

    /**
     * A claim of this replica may find something after the commit: new tasks, freed slots. Costs no statement. Other replicas
     * would find nothing but what this one claims at the same time; if it dies before, they find it when they look by themselves.
     */
    public void queueChangedHere(SqlConnection transaction) {
        Transactions.onceCommitted(transaction, this::wakeQueue);
    }

    /** There is something to tell these nodes after the commit: an assignment, a stop, an admission. */
    public Uni<Void> nodesChanged(SqlConnection transaction, Collection<String> names) {
        if (names.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Set<String> distinct = new TreeSet<>(names);
        return announce(transaction, WakeMessage.ofNodes(self.value(), distinct), () -> wakeNodes(distinct));
    }

    /** Called, on any thread and without waiting for it, when a claim may find something. Must not block. */
    public void onQueue(Runnable listener) {
        queueListeners.add(listener);
    }

    /**
     * Called, on any thread and without waiting for it, when there is something to tell nodes. Must not block.
     *
     * @param some is given the names
     * @param any is run when it is not known which, after this replica could not hear the others
     */
    public void onNode(Consumer<Set<String>> some, Runnable any) {
        nodeListeners.add(new NodeListener(some, any));
    }

    /** What another replica said. What this one said itself was heard already. */
    void heard(String payload) {
        WakeMessage.parse(payload)
                .filter(message -> !message.sender().equals(self.value()))
                .ifPresent(message -> {
                    if (message.nodes().isEmpty()) {
                        wakeQueue();
                    } else {
                        wakeNodes(message.nodes());
                    }
                });
    }

    /** Something may have been missed. */
    void wakeAll() {
        wakeQueue();
        nodeListeners.forEach(listener -> quietly(listener.any()));
    }

    private Uni<Void> announce(SqlConnection connection, List<String> payloads, Runnable direct) {
        Transactions.onceCommitted(connection, direct);
        return connection
                .preparedQuery(
                        "select pg_notify('" + WakeMessage.CHANNEL + "', payload) from unnest($1::text[]) payload")
                .execute(Tuple.tuple().addArrayOfString(payloads.toArray(String[]::new)))
                .replaceWithVoid();
    }

    private void wakeQueue() {
        queueListeners.forEach(Wake::quietly);
    }

    private void wakeNodes(Set<String> names) {
        nodeListeners.forEach(listener -> quietly(() -> listener.some().accept(names)));
    }

    /** One listener's fault keeps no other from being woken. */
    private static void quietly(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("a listener could not be woken", e);
        }
    }
}
