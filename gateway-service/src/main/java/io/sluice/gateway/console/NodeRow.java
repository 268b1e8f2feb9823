package io.sluice.gateway.console;

import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node as the console shows it.
 *
 * @param node as the API shows it
 * @param now when it was asked for, by this gateway's clock; only for what people read
 */
record NodeRow(NodeView node, Instant now) {
    static final String OFTEN = "1s";
    static final String SELDOM = "10s";

    /**
     * How often it is read again besides when something happens: as {@code 10s}. That the last task of a drain has ended is
     * told by the count alone, so a node that drains is looked at each second.
     */
    public String refresh() {
        return isChanging() ? OFTEN : SELDOM;
    }

    /** Whether it will be DRAINED without anybody's doing. */
    public boolean isChanging() {
        return node.status() == NodeStatus.DRAINING;
    }

    public String name() {
        return node.name().value();
    }

    public String kind() {
        return node.kind().name().toLowerCase(Locale.ROOT);
    }

    public String status() {
        return node.status().name();
    }

    /** How the status is coloured; the word beside it says the same. */
    public String tone() {
        return switch (node.status()) {
            case RUNNING -> "good";
            case DRAINING, DRAINED -> "care";
            case OFFLINE -> "bad";
        };
    }

    public int cap() {
        return node.taskCap();
    }

    /** Such as {@code 2 of 5}; a question mark while task-dispatch can't be asked. */
    public String tasks() {
        return (node.runningTasks() == null ? "?" : node.runningTasks()) + " of " + node.taskCap();
    }

    /** Live attempts, 0 when they are not known. */
    public int running() {
        return Objects.requireNonNullElse(node.runningTasks(), 0);
    }

    public Moment lastSeen() {
        return new Moment(node.lastSeen(), now);
    }

    public boolean isOffline() {
        return node.status() == NodeStatus.OFFLINE;
    }

    /** Since when it is OFFLINE; null when it is not. */
    public @Nullable Moment offlineSince() {
        return Moment.of(node.offlineSince(), now);
    }

    public boolean isDraining() {
        return node.drain().enabled();
    }

    /** Whether it drains since its own process was told to stop, and by no operator's request. */
    public boolean isStopping() {
        return node.stoppingSince() != null && node.drain().isStopOf(node.name().value());
    }

    /** Whether an operator requests the drain, and may lift it. */
    public boolean isOperatorsDrain() {
        return isDraining() && !isStopping();
    }

    /** Whether its cap is an operator's. */
    public boolean isCapOverridden() {
        return node.overrides() != null && node.overrides().taskCap() != null;
    }

    /** The cap that it has of its own; empty when that is not known. */
    public String ownCap() {
        return node.own() == null ? "" : Objects.toString(node.own().taskCap(), "");
    }

    /** Its labels by key, each with who set it. */
    public List<LabelRow> labelRows() {
        return LabelRow.of(node);
    }

    /** Whether it has closed itself, for a fault of its own. */
    public boolean isClosed() {
        return node.closed() != null;
    }

    /** Why it has closed itself; empty when it has not. */
    public String closedReason() {
        return node.closed() == null ? "" : node.closed().reason();
    }

    /** Since when it is closed; null when it is not. */
    public @Nullable Moment closedSince() {
        return node.closed() == null ? null : new Moment(node.closed().since(), now);
    }

    /** The types of tasks that it runs. */
    public List<String> types() {
        return node.types();
    }

    public boolean isDrained() {
        return node.status() == NodeStatus.DRAINED;
    }

    public boolean isGateway() {
        return node.kind() == NodeKind.GATEWAY;
    }

    /** Why it drains, in the operator's words; empty without a drain. */
    public String drainReason() {
        return Objects.requireNonNullElse(node.drain().reason(), "");
    }

    /** Who asked for the drain; empty without one. */
    public String drainBy() {
        return node.drain().enabled() ? Objects.requireNonNullElse(node.drain().by(), "somebody") : "";
    }

    /** When the drain was asked for; null without one. */
    public @Nullable Moment drainSince() {
        return Moment.of(node.drain().since(), now);
    }

    /** What the drain waits for; empty without one. */
    public String drainProgress() {
        if (!node.drain().enabled()) {
            return "";
        }
        if (!Boolean.TRUE.equals(node.barrier())) {
            return "Task dispatch has not confirmed yet that no task can start here.";
        }
        if (node.status() == NodeStatus.DRAINED) {
            return "Drained: no task runs here, and none can start.";
        }
        return node.runningTasks() == null
                ? "No task can start here. How many are left is not known while task dispatch is away."
                : "No task can start here; " + node.runningTasks() + left(node.runningTasks()) + " left.";
    }

    /** Of how many, when that is known. */
    private String left(int running) {
        return began().map(began -> " of " + began + (began == 1 ? " task" : " tasks"))
                .orElse(running == 1 ? " task" : " tasks");
    }

    /** Live attempts when the drain's barrier closed; empty when that is not known, or was of another drain. */
    Optional<Integer> began() {
        return Optional.ofNullable(node.attemptsAtBarrier()).filter(began -> began >= running());
    }

    public String epoch() {
        return node.epoch().toString();
    }

    public String version() {
        return node.version();
    }

    public Moment registered() {
        return new Moment(node.registeredAt(), now);
    }

    /** Where it runs, such as {@code host=n7}, by key. */
    public List<String> place() {
        return Pairs.text(node.place(), " ");
    }
}
