package io.sluice.node.membership;

import com.fasterxml.uuid.Generators;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.node.Closed;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of itself as a node, from memory: no call here does I/O or waits for any. Probes and pings
 * answer from it.
 */
@ApplicationScoped
public class NodeSelf {
    private static final Logger LOG = Logger.getLogger(NodeSelf.class);

    private final Object lock = new Object();
    private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Change> untold = new ArrayDeque<>();
    private volatile NodeSnapshot snapshot;
    private boolean telling;

    /** A node that has not yet looked for its registry. */
    public NodeSelf(NodeConfig config) {
        this.snapshot = new NodeSnapshot(
                new NodeName(HostName.nodeName(config.name())),
                config.kind(),
                Generators.timeBasedEpochGenerator().generate(),
                null,
                null,
                config.enabled() ? Standing.STARTING : Standing.UNREGISTERED,
                Drain.OFF,
                false,
                config.taskCap(),
                0,
                null);
    }

    /** The state at this moment. */
    public NodeSnapshot now() {
        return snapshot;
    }

    /** Tells the listener of every change from here on, for as long as the process lives. */
    public void onChange(NodeListener listener) {
        listeners.add(listener);
    }

    /** The count of attempts that have not ended here. */
    public void runs(int attempts) {
        change(now -> now.running(attempts));
    }

    /**
     * This node found a fault of its own and takes no task; the newest reason counts.
     *
     * @param reason one sentence; what is too long for one is cut
     */
    public void closes(String reason) {
        String words = reason.replaceAll("\\p{Cntrl}", " ").strip();
        String bounded = StorableText.cut(words, Closed.MAX_REASON);
        change(now -> now.closed(bounded));
    }

    /** It has no fault any more that it knows of. */
    public void opens() {
        change(now -> now.closed(null));
    }

    void registered(UUID id, Epoch epoch) {
        change(now -> now.standing() == Standing.REFUSED ? now : now.registered(id, epoch));
    }

    /** The registry gave no answer to the first registration, or does not know the node any more. */
    void unregistered() {
        change(now -> switch (now.standing()) {
            case STARTING, WAITING_FOR_NAME, REGISTERED, UNREGISTERED -> now.standing(Standing.UNREGISTERED);
            case LEAVING, REFUSED -> now;
        });
    }

    /** Another process has the name, as far as the registry knows. */
    void nameTaken() {
        change(now -> switch (now.standing()) {
            case STARTING, WAITING_FOR_NAME, REGISTERED, UNREGISTERED -> now.standing(Standing.WAITING_FOR_NAME);
            case LEAVING, REFUSED -> now;
        });
    }

    /** The process was asked to stop. */
    public void leaves() {
        change(now -> now.standing() == Standing.REFUSED ? now : now.standing(Standing.LEAVING));
    }

    void refused() {
        change(now -> now.standing(Standing.REFUSED));
    }

    void obey(MergedDesiredState heard) {
        change(now -> now.obeying(heard));
    }

    private void change(UnaryOperator<NodeSnapshot> step) {
        synchronized (lock) {
            NodeSnapshot before = snapshot;
            NodeSnapshot after = step.apply(before);
            if (after.equals(before)) {
                return;
            }
            snapshot = after;
            untold.add(new Change(before, after));
            if (telling) {
                return;
            }
            telling = true;
        }
        for (Change next = nextUntold(); next != null; next = nextUntold()) {
            tell(next);
        }
    }

    private @Nullable Change nextUntold() {
        synchronized (lock) {
            Change next = untold.poll();
            telling = next != null;
            return next;
        }
    }

    private void tell(Change change) {
        for (NodeListener listener : listeners) {
            try {
                listener.changed(change.before(), change.after());
            } catch (RuntimeException e) {
                LOG.error("a listener of the node's state failed", e);
            }
        }
    }

    private record Change(NodeSnapshot before, NodeSnapshot after) {}
}
