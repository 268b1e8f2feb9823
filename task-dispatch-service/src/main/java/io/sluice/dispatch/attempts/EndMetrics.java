package io.sluice.dispatch.attempts;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.contracts.task.TaskState;
import io.sluice.service.database.Transactions;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks ended, how long they had waited, and how long their last attempt ran: told once the batch that ended them
 * is committed, from what its statement answered. A histogram for each final state, and no other label: their number does not
 * grow with what people submit.
 */
@Singleton
final class EndMetrics {
    /** The same for both, from what a person takes for at once to the default queue limit. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4),
        Duration.ofHours(24)
    };

    private final MeterRegistry metrics;
    private final Map<TaskState, Timer> waiting = new EnumMap<>(TaskState.class);
    private final Map<TaskState, Timer> running = new EnumMap<>(TaskState.class);

    EndMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        for (TaskState state : TaskState.values()) {
            if (!state.isTerminal()) {
                continue;
            }
            waiting.put(
                    state,
                    histogram(
                            "sluice.dispatch.task.waiting",
                            "From the submission of an ended task to its last assignment, or to its end without one",
                            state));
            if (state != TaskState.EXPIRED) {
                running.put(
                        state,
                        histogram(
                                "sluice.dispatch.task.running",
                                "From the start of an ended task's last attempt to its end",
                                state));
            }
        }
    }

    /**
     * Counts what has ended, unless the transaction is rolled back.
     *
     * @param rows with state, waited_seconds and ran_seconds; of a task that waits again waited_seconds is null
     */
    void countOnceCommitted(SqlConnection transaction, RowSet<Row> rows) {
        Transactions.onceCommitted(transaction, () -> rows.forEach(this::count));
    }

    private void count(Row row) {
        String state = row.getString("state");
        metrics.counter("sluice.dispatch.ends", "state", state).increment();
        Duration waited = seconds(row, "waited_seconds");
        if (waited == null) {
            return;
        }
        record(waiting.get(TaskState.valueOf(state)), waited);
        Duration ran = seconds(row, "ran_seconds");
        if (ran != null) {
            record(running.get(TaskState.valueOf(state)), ran);
        }
    }

    private static void record(@Nullable Timer timer, Duration length) {
        if (timer != null) {
            timer.record(length);
        }
    }

    /** A submission is dated by whoever took it, whose clock may be ahead: then it waited for nothing. */
    private static @Nullable Duration seconds(Row row, String column) {
        Double seconds = row.getDouble(column);
        return seconds == null ? null : Duration.ofNanos(Math.max(0, Math.round(seconds * 1e9)));
    }

    private Timer histogram(String name, String description, TaskState state) {
        return Timer.builder(name)
                .description(description)
                .tag("state", state.name())
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
    }
}
