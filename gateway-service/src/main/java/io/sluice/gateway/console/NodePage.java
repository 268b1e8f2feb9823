package io.sluice.gateway.console;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A node with what happens on it.
 *
 * @param active its live tasks while it drains, else none
 * @param recent its newest tasks, live ones included
 * @param history what happened to it, newest first
 */
record NodePage(NodeRow node, List<TaskRow> active, List<TaskRow> recent, List<HistoryRow> history) {
    /** The task that has run longest, and for how long; empty when none runs. */
    public String longestRunning() {
        Optional<TaskRow> longest = active.stream()
                .filter(row -> row.task().startedAt() != null)
                .min(Comparator.comparing(
                        row -> Objects.requireNonNullElse(row.task().startedAt(), Instant.MAX)));
        return longest.map(row -> row.what() + " has run for " + row.ran() + ", of " + row.timeout() + " at most")
                .orElse("");
    }
}
