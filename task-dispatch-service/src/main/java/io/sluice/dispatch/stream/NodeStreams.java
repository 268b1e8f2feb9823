package io.sluice.dispatch.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.wake.Wake;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The life of this replica's streams. A stream holds nothing that is not in the database, so nothing is lost with a stream
 * or a replica: whoever serves the node next says the same.
 *
 * <p>A node has one stream: the newest one, at whichever replica. An older one ends when this replica is woken, or at the
 * latest with the next keep-alive.
 */
@Singleton
public class NodeStreams {
    private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_UNREAD_ROUNDS = 4;

    private static final Logger LOG = Logger.getLogger(NodeStreams.class);

    private final Vertx vertx;
    private final OpenStreams open;
    private final Attachments attachments;
    private final Wake wake;
    private final StreamConfig config;
    private volatile boolean stopping;

    NodeStreams(
            Vertx vertx,
            OpenStreams open,
            Attachments attachments,
            Wake wake,
            StreamConfig config,
            MeterRegistry metrics) {
        this.vertx = vertx;
        this.open = open;
        this.attachments = attachments;
        this.wake = wake;
        this.config = config;
        metrics.gaugeMapSize("sluice.dispatch.streams", List.of(), open.byName());
    }

    void start(@Observes StartupEvent event) {
        wake.onNode(open::tell, this::tellAll);
        wake.onQueue(open::attemptsMayHaveEnded);
        vertx.setPeriodic(config.keepAlive().toMillis(), timer -> keepAlive());
    }

    /** While the server still speaks each node is told to attach to another replica, and no node is let in any more. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        sendAway();
    }

    /** Once more, for a node that was being let in at that moment. */
    void stop(@Observes ShutdownEvent event) {
        sendAway();
    }

    public boolean isStopping() {
        return stopping;
    }

    /**
     * No stream of this replica is left on record, so that nothing is assigned to a node before it has attached to another
     * one.
     */
    private void sendAway() {
        stopping = true;
        open.byName().values().forEach(stream -> stream.goAway("this replica stops"));
        open.byName().clear();
        // The process ends when this returns, so this is waited for.
        attachments
                .detachAll()
                .ifNoItem()
                .after(GOODBYE_TIMEOUT)
                .fail()
                .onFailure()
                .invoke(failure -> LOG.warnf("streams were not detached, and end with their leases: %s", failure))
                .onFailure()
                .recoverWithNull()
                .await()
                .atMost(GOODBYE_TIMEOUT.multipliedBy(2));
    }

    /** Speaks to a node that has attached, until its connection ends. */
    public void serve(NodeName name, Epoch epoch, UUID id, HttpServerResponse response) {
        NodeStream stream = new NodeStream(name, epoch, id, response);
        response.setWriteQueueMaxSize((int) config.buffer().asLongValue());
        response.drainHandler(drained -> open.tell(Set.of(name.value())));
        response.exceptionHandler(failure -> closed(stream));
        response.closeHandler(closed -> closed(stream));
        NodeStream older = open.byName().put(name.value(), stream);
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
        open.tell(Set.of(name.value()));
    }

    private void closed(NodeStream stream) {
        if (open.byName().remove(stream.name().value(), stream)) {
            LOG.infof("node %s epoch %s: its stream has ended", stream.name(), stream.epoch());
        }
        if (!stopping) {
            attachments.detach(stream);
        }
    }

    /** Whatever was missed is found out here too. */
    private void keepAlive() {
        for (NodeStream stream : open.byName().values()) {
            if (stream.keepAlive() >= MAX_UNREAD_ROUNDS) {
                LOG.warnf(
                        "node %s epoch %s: it reads nothing; its connection is closed", stream.name(), stream.epoch());
                stream.breakOff();
                closed(stream);
            }
        }
        tellAll();
    }

    private void tellAll() {
        open.tell(List.copyOf(open.byName().keySet()));
    }
}
