package io.sluice.gateway.console;

import io.sluice.contracts.StorableText;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task as the console shows it.
 *
 * @param task as the API shows it
 * @param now when it was asked for, by this gateway's clock; only for what people read
 */
record TaskRow(TaskView task, Instant now) {
    private static final int MAX_NAME_LENGTH = 90;

    public String id() {
        return task.id().toString();
    }

    /** Its name, or the beginning of its command. */
    public String what() {
        String name = task.name();
        if (name == null) {
            List<String> command = task.command();
            name = command == null ? task.type() : String.join(" ", command);
        }
        return StorableText.abbreviated(name, MAX_NAME_LENGTH, "…");
    }

    /** The whole command, each argument on its own line; empty when it has none. */
    public List<String> command() {
        return Objects.requireNonNullElse(task.command(), List.of());
    }

    public String state() {
        return task.state().name().replace('_', ' ');
    }

    /** How the state is coloured; the word beside it says the same. */
    public String tone() {
        return tone(task.state());
    }

    static String tone(TaskState state) {
        return switch (state) {
            case QUEUED, CANCELED -> "still";
            case ASSIGNED, RUNNING -> "busy";
            case CANCELING -> "care";
            case SUCCEEDED -> "good";
            case FAILED, TIMED_OUT, EXPIRED -> "bad";
        };
    }

    /** The node of its newest attempt, or empty. */
    public String node() {
        return task.node() == null ? "" : task.node().value();
    }

    public Moment submitted() {
        return new Moment(task.submittedAt(), now);
    }

    public String submittedBy() {
        return task.submittedBy();
    }

    /** Null before it started. */
    public @Nullable Moment started() {
        return Moment.of(task.startedAt(), now);
    }

    /** Null before it ended. */
    public @Nullable Moment ended() {
        return Moment.of(task.endedAt(), now);
    }

    /** How long it has run or ran; empty before it started. */
    public String ran() {
        if (task.startedAt() == null) {
            return "";
        }
        Instant until = task.endedAt() == null ? now : task.endedAt();
        return Ago.length(Duration.between(task.startedAt(), until));
    }

    /** Why it waits, why it ended as it did, or its exit code; empty when there is nothing to say. */
    public String known() {
        if (task.waiting() != null) {
            return task.waiting().text();
        }
        if (task.reason() != null) {
            return task.reason().text();
        }
        return task.exitCode() == null ? "" : "exit code " + task.exitCode();
    }

    public String guarantee() {
        return task.guarantee().name().toLowerCase(Locale.ROOT);
    }

    public String priority() {
        return Integer.toString(task.priority());
    }

    public String timeout() {
        return task.timeout().toString();
    }

    public String queueLimit() {
        return task.queueLimit().toString();
    }

    /** Such as {@code zone=north}, by key. */
    public List<String> selector() {
        return Pairs.text(task.nodeSelector(), "=");
    }

    /** The task that this one repeats, or empty. */
    public String rerunOf() {
        return Objects.toString(task.rerunOf(), "");
    }

    public boolean isOver() {
        return task.state().isTerminal();
    }

    public boolean isStopping() {
        return task.state() == TaskState.CANCELING;
    }
}
