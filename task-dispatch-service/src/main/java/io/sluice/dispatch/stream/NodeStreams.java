package io.sluice.dispatch.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.Goodbye;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.dispatch.Batches;
import io.sluice.dispatch.ReplicaId;
import io.sluice.dispatch.wake.Wake;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The streams of this replica. When there is something to tell nodes it is read from the database for all of them at once,
 * and said; so nothing is lost with a stream or a replica: whoever serves the node next reads the same.
 *
 * <p>A node has one stream: the newest one, at whichever replica. An older one ends when this replica is woken, or at the
 * latest with the next keep-alive.
 */
@Singleton
class NodeStreams {
    private static final int MOST_NODES_A_READ = 500;
    /** Each may be as large as a submission. */
    private static final int MOST_ASSIGNMENTS_A_READ = 200;

    private static final Duration LONGEST_READ = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_A_FAILURE = Duration.ofMillis(500);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);
    private static final int MOST_ROUNDS_UNREAD = 4;

    private static final Logger LOG = Logger.getLogger(NodeStreams.class);

    private final Vertx vertx;
    private final Pool pool;
    private final StreamStore store;
    private final FrameStore frames;
    private final Wake wake;
    private final ReplicaId replica;
    private final StreamConfig config;
    private final Batches<StreamStore.Stream, Boolean> detachments;

    private final Map<String, NodeStream> open = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    // Guarded by this, as below: whom there may be something to tell.
    private final Set<String> concerned = new LinkedHashSet<>();
    private boolean reading;

    NodeStreams(
            Vertx vertx,
            Pool pool,
            StreamStore store,
            FrameStore frames,
            Wake wake,
            ReplicaId replica,
            StreamConfig config,
            MeterRegistry metrics) {
        this.vertx = vertx;
        this.pool = pool;
        this.store = store;
        this.frames = frames;
        this.wake = wake;
        this.replica = replica;
        this.config = config;
        this.detachments = new Batches<>(
                vertx,
                new Batches.Limits("detachments", Duration.ofMillis(5), 1_000, 100_000, LONGEST_READ),
                StreamStore.Stream::id,
                stream -> 1,
                streams -> store.detach(pool, streams)
                        .map(done -> streams.stream().map(stream -> true).toList()));
        metrics.gaugeMapSize("sluice.dispatch.streams", List.of(), open);
    }

    void start(@Observes StartupEvent event) {
        wake.onNode(this::concern, () -> concern(List.copyOf(open.keySet())));
        vertx.setPeriodic(config.keepAlive().toMillis(), timer -> keepAlive());
    }

    /** Nodes attach to another replica at once, rather than find out by silence. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        open.values().forEach(stream -> stream.goAway("this replica stops"));
        open.clear();
        // The process ends when this returns, so this is waited for.
        store.detachAll(pool, replica.value())
                .onFailure()
                .invoke(failure -> LOG.warnf("streams were not detached, and end with their leases: %s", failure))
                .onFailure()
                .recoverWithNull()
                .await()
                .atMost(LONGEST_GOODBYE);
    }

    boolean isStopping() {
        return stopping;
    }

    /** The stream serves the node from the commit on, in place of any other; its response is still to be begun. */
    Uni<AttachOutcome> attach(NodeName name, Epoch epoch, UUID stream) {
        return pool.withTransaction(transaction -> store.attach(transaction, name, epoch, replica.value(), stream)
                .call(outcome -> outcome instanceof AttachOutcome.Attached
                        ? wake.nodesChanged(transaction, List.of(name.value()))
                                .chain(() -> wake.queueChanged(transaction))
                        : Uni.createFrom().voidItem()));
    }

    /** Speaks to an attached node until its connection ends. */
    void serve(NodeName name, Epoch epoch, UUID id, HttpServerResponse response) {
        NodeStream stream = new NodeStream(name, epoch, id, response);
        response.setWriteQueueMaxSize((int) config.buffer().asLongValue());
        response.drainHandler(drained -> concern(Set.of(name.value())));
        response.exceptionHandler(failure -> closed(stream));
        response.closeHandler(closed -> closed(stream));
        NodeStream older = open.put(name.value(), stream);
        LOG.infof("node %s epoch %s: attached", name, epoch);
        if (older != null) {
            older.goAway("a newer stream of this node took its place");
        }
        if (response.closed() || stopping) {
            stream.end();
            closed(stream);
            return;
        }
        stream.keepAlive();
        concern(Set.of(name.value()));
    }

    /** The process takes nothing more; its stream ends. */
    Uni<Void> leave(NodeName name, Goodbye goodbye) {
        return pool.withTransaction(transaction -> store.leave(transaction, name, goodbye)
                        .chain(() -> wake.nodesChanged(transaction, List.of(name.value()))))
                .invoke(() -> LOG.infof("node %s epoch %s: detached, it takes nothing more", name, goodbye.epoch()));
    }

    private void closed(NodeStream stream) {
        if (open.remove(stream.name().value(), stream)) {
            LOG.infof("node %s epoch %s: its stream has ended", stream.name(), stream.epoch());
        }
        if (!stopping) {
            detachments
                    .write(new StreamStore.Stream(stream.name().value(), stream.id()))
                    .subscribe()
                    .with(
                            done -> {},
                            failure -> LOG.debugf("%s stays on record until its lease ends: %s", stream, failure));
        }
    }

    private void goAway(NodeStream stream, String reason) {
        open.remove(stream.name().value(), stream);
        LOG.infof("node %s epoch %s: its stream ends here: %s", stream.name(), stream.epoch(), reason);
        stream.goAway(reason);
    }

    /** Whatever was missed is found out here too. */
    private void keepAlive() {
        for (NodeStream stream : open.values()) {
            if (stream.keepAlive() >= MOST_ROUNDS_UNREAD) {
                LOG.warnf(
                        "node %s epoch %s: it reads nothing; its connection is closed", stream.name(), stream.epoch());
                stream.breakOff();
                closed(stream);
            }
        }
        concern(List.copyOf(open.keySet()));
    }

    private void concern(Collection<String> names) {
        synchronized (this) {
            for (String name : names) {
                if (open.containsKey(name)) {
                    concerned.add(name);
                }
            }
            if (reading || concerned.isEmpty()) {
                return;
            }
            reading = true;
        }
        read();
    }

    private void read() {
        List<NodeStream> streams = take();
        if (streams.isEmpty()) {
            return;
        }
        List<String> names =
                streams.stream().map(stream -> stream.name().value()).toList();
        Uni.createFrom()
                .deferred(() -> frames.orders(pool, names))
                .chain(orders -> tell(streams, orders))
                .ifNoItem()
                .after(LONGEST_READ)
                .fail()
                .subscribe()
                .with(
                        more -> {
                            again(more);
                            read();
                        },
                        failure -> {
                            LOG.debugf("%d nodes are told in a moment: %s", names.size(), failure);
                            again(names);
                            vertx.setTimer(PAUSE_AFTER_A_FAILURE.toMillis(), timer -> read());
                        });
    }

    private synchronized void again(Collection<String> names) {
        concerned.addAll(names);
    }

    /** None when there is nobody left to tell: then the next concern begins a read. A full stream is told when it has drained. */
    private synchronized List<NodeStream> take() {
        List<NodeStream> streams = new ArrayList<>();
        for (Iterator<String> names = concerned.iterator(); names.hasNext() && streams.size() < MOST_NODES_A_READ; ) {
            NodeStream stream = open.get(names.next());
            names.remove();
            if (stream != null && !stream.isFull()) {
                streams.add(stream);
            }
        }
        reading = !streams.isEmpty();
        return streams;
    }

    /** Answers those for whom there was more than one read may hold. */
    private Uni<Set<String>> tell(List<NodeStream> streams, Map<String, NodeOrders> orders) {
        List<AttemptRef> wanted = new ArrayList<>();
        Set<String> more = new LinkedHashSet<>();
        for (NodeStream stream : streams) {
            NodeOrders ofNode = orders.get(stream.name().value());
            if (ofNode == null || !stream.id().equals(ofNode.stream())) {
                goAway(stream, "a newer stream of this node took its place, or the node has left");
            } else if (stream.epoch().isOlderThan(ofNode.epoch())) {
                goAway(stream, "a newer process runs under this name");
            } else if (ofNode.retired()) {
                goAway(stream, "the node was retired");
            } else {
                for (AttemptRef ref : stream.tell(ofNode)) {
                    if (wanted.size() < MOST_ASSIGNMENTS_A_READ) {
                        wanted.add(ref);
                    } else {
                        more.add(stream.name().value());
                    }
                }
            }
        }
        return frames.assignments(pool, wanted).map(assignments -> {
            assignments.forEach((name, ofNode) -> {
                NodeStream stream = open.get(name);
                if (stream != null && !stream.assign(ofNode)) {
                    LOG.debugf("node %s reads slowly: the rest waits", name);
                }
            });
            return more;
        });
    }
}
