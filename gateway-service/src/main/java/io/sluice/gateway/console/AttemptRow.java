package io.sluice.gateway.console;

import io.sluice.contracts.task.AttemptView;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as the console shows it.
 *
 * @param attempt as the API shows it
 * @param now when it was asked for, by this gateway's clock
 */
record AttemptRow(AttemptView attempt, Instant now) {
    public int number() {
        return attempt.attempt();
    }

    public String node() {
        return attempt.node().value();
    }

    public String epoch() {
        return attempt.epoch().toString();
    }

    /** Its state; one whose result is awaited from a node that is cut off says so. */
    public String state() {
        return attempt.reconnecting() ? "RECONNECTING" : attempt.state().name().replace('_', ' ');
    }

    /** How the state is coloured; the word beside it says the same. */
    public String tone() {
        if (attempt.reconnecting()) {
            return "care";
        }
        return switch (attempt.state()) {
            case ASSIGNED, RUNNING -> "busy";
            case SUCCEEDED -> "good";
            case FAILED, TIMED_OUT, LOST -> "bad";
            case CANCELED -> "still";
        };
    }

    public Moment assigned() {
        return new Moment(attempt.assignedAt(), now);
    }

    /** Null before it started. */
    public @Nullable Moment started() {
        return Moment.of(attempt.startedAt(), now);
    }

    /** Null before it ended. */
    public @Nullable Moment ended() {
        return Moment.of(attempt.endedAt(), now);
    }

    /** Why it ended so, or its exit code, and how many late reports were refused; empty when there is nothing to say. */
    public String known() {
        String exit = attempt.exitCode() == null ? "" : "exit code " + attempt.exitCode();
        String why = attempt.reason() == null ? exit : attempt.reason().text();
        String refused = attempt.refusedReports() == 0 ? "" : attempt.refusedReports() + " late reports refused";
        return String.join(
                "; ", Stream.of(why, refused).filter(text -> !text.isEmpty()).toList());
    }
}
