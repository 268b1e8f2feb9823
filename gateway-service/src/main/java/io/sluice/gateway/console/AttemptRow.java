package io.sluice.gateway.console;

import io.sluice.contracts.task.AttemptView;
import java.util.stream.Stream;

/** An attempt as the console shows it. */
record AttemptRow(AttemptView attempt) {
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

    public String assignedAt() {
        return Ago.exactly(attempt.assignedAt());
    }

    public String startedAt() {
        return Ago.exactly(attempt.startedAt());
    }

    public String endedAt() {
        return Ago.exactly(attempt.endedAt());
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
