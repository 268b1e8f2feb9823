package io.sluice.dispatch.stream;

import io.sluice.contracts.Json;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.StreamFrame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One connection on which one process of a node hears from this replica. It remembers what it has said, to say each thing
 * once; what it can't say since the node reads slowly it forgets, and the node is told when it has read.
 */
final class NodeStream {
    private static final Buffer NEW_LINE = Buffer.buffer("\n");

    private final NodeName name;
    private final Epoch epoch;
    private final UUID id;
    private final HttpServerResponse response;

    // Guarded by this, as all below.
    private StreamFrame.@Nullable Admission admission;
    private Set<AttemptRef> assigned = new HashSet<>();
    private Map<AttemptRef, StreamFrame.StopCause> stopped = new HashMap<>();
    private int stuckRounds;
    private boolean ended;

    NodeStream(NodeName name, Epoch epoch, UUID id, HttpServerResponse response) {
        this.name = name;
        this.epoch = epoch;
        this.id = id;
        this.response = response;
    }

    NodeName name() {
        return name;
    }

    Epoch epoch() {
        return epoch;
    }

    UUID id() {
        return id;
    }

    /** Whether the node has not yet read what it was sent: more would wait here in memory. */
    synchronized boolean isFull() {
        return !ended && !response.closed() && response.writeQueueFull();
    }

    /**
     * Says what is new of this, all but the assignments.
     *
     * @return the attempts whose assignments were not yet sent
     */
    synchronized List<AttemptRef> tell(NodeOrders orders) {
        if (!orders.admission().equals(admission)) {
            admission = orders.admission();
            send(orders.admission());
        }
        Map<AttemptRef, StreamFrame.StopCause> stops = new HashMap<>();
        for (StreamFrame.Stop stop : orders.stops()) {
            stops.put(stop.ref(), stop.cause());
            if (stopped.get(stop.ref()) != stop.cause()) {
                send(stop);
            }
        }
        stopped = stops;
        Set<AttemptRef> known = new HashSet<>();
        List<AttemptRef> unsent = new ArrayList<>();
        for (AttemptRef ref : orders.assigned()) {
            if (assigned.contains(ref)) {
                known.add(ref);
            } else {
                unsent.add(ref);
            }
        }
        assigned = known;
        return unsent;
    }

    /**
     * Assigns.
     *
     * @return whether all was sent; the rest waits until the node has read
     */
    synchronized boolean assign(List<StreamFrame.Assign> assignments) {
        for (StreamFrame.Assign assign : assignments) {
            if (isFull()) {
                return false;
            }
            if (assigned.add(assign.ref())) {
                send(assign);
            }
        }
        return true;
    }

    /**
     * The stream lives.
     *
     * @return for how many rounds in a row the node has read nothing
     */
    synchronized int keepAlive() {
        if (isFull()) {
            return ++stuckRounds;
        }
        stuckRounds = 0;
        send(new StreamFrame.KeepAlive());
        return 0;
    }

    /** Tells the node to attach elsewhere, and ends. */
    synchronized void goAway(String reason) {
        send(new StreamFrame.GoAway(reason));
        end();
    }

    /** Ends without a word. */
    synchronized void end() {
        if (!ended) {
            ended = true;
            if (!response.closed()) {
                response.end();
            }
        }
    }

    /** Breaks the connection of a node that reads nothing: an end in order would wait behind what it does not read. */
    synchronized void breakOff() {
        ended = true;
        response.reset();
    }

    @Override
    public String toString() {
        return "stream " + id + " of node " + name + " epoch " + epoch;
    }

    private void send(StreamFrame frame) {
        if (ended || response.closed()) {
            return;
        }
        // A write that fails closes the connection, which its own handler hears of.
        response.write(Buffer.buffer(Json.bytes(frame)).appendBuffer(NEW_LINE));
    }
}
