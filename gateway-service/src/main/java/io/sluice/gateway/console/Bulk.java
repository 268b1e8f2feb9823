package io.sluice.gateway.console;

import io.sluice.contracts.task.TaskState;
import java.util.Locale;

/** What is done with many tasks at once. */
enum Bulk {
    /** Those that wait or run and are not being canceled already. */
    CANCEL("Cancel", "canceled"),
    /** Those that have ended; each becomes a new task. */
    RERUN("Rerun", "submitted again");

    private final String word;
    private final String done;

    Bulk(String word, String done) {
        this.word = word;
        this.done = done;
    }

    /** Whether it can be done with this task as it is. */
    boolean admits(TaskRow row) {
        return switch (this) {
            case CANCEL -> !row.isOver() && row.task().state() != TaskState.CANCELING;
            case RERUN -> row.isOver();
        };
    }

    /** As it stands in an address. */
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As a button says it. */
    public String word() {
        return word;
    }

    /** What has become of those with which it was done. */
    public String done() {
        return done;
    }
}
