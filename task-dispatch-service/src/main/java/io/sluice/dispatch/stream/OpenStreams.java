package io.sluice.dispatch.stream;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.service.loop.Loop;
import io.sluice.service.loop.Next;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
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
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The streams that are open here, and what they are told. When there is something to tell nodes it is read from the
 * database, for all of them at once, and said. One read is under way at a time; whom there is something to tell meanwhile
 * is read for next.
 */
@Singleton
public class OpenStreams {
    private static final int MAX_NODES_PER_READ = 500;
    /** Each may be as large as a submission. */
    private static final int MAX_ASSIGNMENTS_PER_READ = 200;

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    /** How long what has ended on nodes that are emptying is gathered. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private static final Logger LOG = Logger.getLogger(OpenStreams.class);

    private final Vertx vertx;
    private final Pool pool;
    private final FrameStore frames;
    private final Map<String, NodeStream> open = new ConcurrentHashMap<>();
    private final Set<String> emptying = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean lookIsDue = new AtomicBoolean();

    /** Whom there may be something to tell. Guarded by itself. */
    private final Set<String> concerned = new LinkedHashSet<>();

    private final Loop loop;

    public OpenStreams(Vertx vertx, Pool pool, FrameStore frames) {
        this.vertx = vertx;
        this.pool = pool;
        this.frames = frames;
        RepeatedFailure failure =
                new RepeatedFailure(LOG, "telling nodes what to run fails", "telling nodes what to run works again");
        this.loop = new Loop(
                vertx, Loop.Pace.withRetryPause(Duration.ZERO, READ_TIMEOUT, RETRY_PAUSE), failure, this::read);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
    }

    /** All of them, by the names of their nodes, as they come and go. */
    Map<String, NodeStream> byName() {
        return open;
    }

    /** The streams of these nodes that are open here. */
    public UUID[] ofNodes(Collection<NodeName> names) {
        return names.stream()
                .map(name -> open.get(name.value()))
                .filter(Objects::nonNull)
                .map(NodeStream::id)
                .toArray(UUID[]::new);
    }

    /**
     * Says at once what was read with the assignment itself. Where the stream is no longer the one that it was assigned on, or
     * is full, it is left to whoever serves the node to read it again.
     */
    public void assign(Collection<Assignment> assignments) {
        Map<UUID, List<Assignment>> byStream = assignments.stream().collect(Collectors.groupingBy(Assignment::stream));
        byStream.forEach((id, ofStream) -> {
            String name = ofStream.get(0).node().value();
            NodeStream stream = open.get(name);
            boolean said = stream != null
                    && stream.id().equals(id)
                    && stream.assign(ofStream.stream().map(Assignment::frame).toList());
            if (!said) {
                tell(Set.of(name));
            }
        });
    }

    /** There may be something to tell these nodes. Names without a stream here are passed over. */
    void tell(Collection<String> names) {
        boolean isNeeded = false;
        synchronized (concerned) {
            for (String name : names) {
                if (open.containsKey(name)) {
                    concerned.add(name);
                    isNeeded = true;
                }
            }
        }
        if (isNeeded) {
            loop.wake();
        }
    }

    /**
     * Attempts may have ended: nodes that are closed and held some when they were last told are looked at again soon, so that
     * they hear of the last one's end. Costs nothing while there is no such node.
     */
    void attemptsMayHaveEnded() {
        if (emptying.isEmpty() || !lookIsDue.compareAndSet(false, true)) {
            return;
        }
        vertx.setTimer(BETWEEN_LOOKS.toMillis(), timer -> {
            lookIsDue.set(false);
            emptying.retainAll(open.keySet());
            tell(List.copyOf(emptying));
        });
    }

    private Uni<Next> read() {
        List<NodeStream> streams = take();
        if (streams.isEmpty()) {
            return Uni.createFrom().item(Next.whenWoken());
        }
        List<String> names =
                streams.stream().map(stream -> stream.name().value()).toList();
        return Uni.createFrom()
                .deferred(() -> frames.orders(pool, names))
                .chain(orders -> say(streams, orders))
                .onCancellation()
                .invoke(() -> concern(names))
                .onFailure()
                .invoke(failure -> concern(names))
                .invoke(this::concern)
                .replaceWith(Next.now());
    }

    private void concern(Collection<String> names) {
        synchronized (concerned) {
            concerned.addAll(names);
        }
    }

    /** None when there is nobody left to tell. A full stream is told when it has drained. */
    private List<NodeStream> take() {
        List<NodeStream> streams = new ArrayList<>();
        synchronized (concerned) {
            for (Iterator<String> names = concerned.iterator();
                    names.hasNext() && streams.size() < MAX_NODES_PER_READ; ) {
                NodeStream stream = open.get(names.next());
                names.remove();
                if (stream != null && !stream.isFull()) {
                    streams.add(stream);
                }
            }
        }
        return streams;
    }

    /** Answers those for whom there was more than one read may hold. */
    private Uni<Set<String>> say(List<NodeStream> streams, Map<String, NodeOrders> orders) {
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
                note(stream.name().value(), ofNode.admission());
                for (AttemptRef ref : stream.tell(ofNode)) {
                    if (wanted.size() < MAX_ASSIGNMENTS_PER_READ) {
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

    private void note(String name, StreamFrame.Admission admission) {
        if (admission.open() || admission.drained() != null) {
            emptying.remove(name);
        } else if (emptying.add(name)) {
            // The last may have ended since this was read, when nobody waited for it yet.
            attemptsMayHaveEnded();
        }
    }

    private void goAway(NodeStream stream, String reason) {
        open.remove(stream.name().value(), stream);
        LOG.infof("node %s epoch %s: its stream ends here: %s", stream.name(), stream.epoch(), reason);
        stream.goAway(reason);
    }
}
