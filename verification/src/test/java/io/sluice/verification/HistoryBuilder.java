package io.sluice.verification;

import io.sluice.contracts.Reason;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes histories, true and forged. Times are whole seconds since the run began. */
final class HistoryBuilder {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Accepted> accepted = new ArrayList<>();
    private final List<Replayed> replayed = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<CancelAsked> cancels = new ArrayList<>();
    private final List<Unexpected> unexpected = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final Map<UUID, TaskBuilder> tasks = new LinkedHashMap<>();
    private final Map<NodeName, Integer> caps = new HashMap<>();
    private final OperatorLog operators = new OperatorLog();
    private Duration clocksAgree = Duration.ZERO;
    private int count;

    static Instant at(double second) {
        return BEGIN.plusMillis(Math.round(second * 1000));
    }

    static NodeName node(String name) {
        return new NodeName(name);
    }

    HistoryBuilder cap(String node, int cap) {
        caps.put(node(node), cap);
        return this;
    }

    HistoryBuilder clocksAgree(Duration slack) {
        clocksAgree = slack;
        return this;
    }

    OperatorLog operators() {
        return operators;
    }

    /** An accepted task, named after its key. */
    TaskBuilder task(Guarantee guarantee) {
        TaskBuilder task = stray(guarantee, "key-" + (count + 1));
        accepted.add(
                new Accepted(task.id, "key-" + count, guarantee, Duration.ofSeconds(1), Shape.PLAIN, at(0), at(0), 1));
        return task;
    }

    /** A task that the API knows and nobody was told of. */
    TaskBuilder stray(Guarantee guarantee, String name) {
        count++;
        TaskBuilder task = new TaskBuilder(new UUID(0, count), guarantee, name);
        tasks.put(task.id, task);
        return task;
    }

    HistoryBuilder accepted(UUID id, String key) {
        accepted.add(new Accepted(id, key, Guarantee.ONCE, Duration.ZERO, Shape.PLAIN, at(0), at(0), 1));
        return this;
    }

    HistoryBuilder replayed(String key, UUID first, UUID second) {
        replayed.add(new Replayed(key, first, second));
        return this;
    }

    HistoryBuilder refused(String name, String wrong, int status, String type, String... fields) {
        refused.add(new Refused(name, wrong, status, type, List.of(fields)));
        return this;
    }

    HistoryBuilder unexpected(String key, int status) {
        unexpected.add(new Unexpected(key, status, "no"));
        return this;
    }

    HistoryBuilder canceled(UUID task, double askedAt, @Nullable Double answeredAt, @Nullable Integer status) {
        cancels.add(new CancelAsked(task, at(askedAt), answeredAt == null ? null : at(answeredAt), status, null, "no"));
        return this;
    }

    HistoryBuilder forget(UUID task) {
        tasks.remove(task);
        return this;
    }

    Verdict check() {
        return Checker.check(build());
    }

    History build() {
        Map<UUID, TaskView> views = new HashMap<>();
        tasks.values().forEach(task -> views.put(task.id, task.view()));
        return new History(
                new Answers(accepted, replayed, refused, cancels, unexpected, List.of()),
                marks,
                operators.entries(),
                new Collected(views, Map.of(), null, at(1000)),
                caps,
                clocksAgree);
    }

    /** One task. */
    final class TaskBuilder {
        final UUID id;
        private final String name;
        private final List<AttemptView> attempts = new ArrayList<>();
        private Guarantee guarantee;
        private TaskState state = TaskState.QUEUED;
        private @Nullable Instant endedAt;
        private Timespan queueLimit = Timespan.ofSeconds(86_400);

        private TaskBuilder(UUID id, Guarantee guarantee, String name) {
            this.id = id;
            this.guarantee = guarantee;
            this.name = name;
        }

        /** Ran well, and the witness saw it. */
        TaskBuilder succeeded(String node, double from, double to) {
            int attempt = attempts.size() + 1;
            return start(attempt, node)
                    .end(attempt, node)
                    .attempt(node, from, to, AttemptState.SUCCEEDED)
                    .is(TaskState.SUCCEEDED, to);
        }

        /** Its node was lost; the witness saw the start. */
        TaskBuilder lost(String node, double from, double to) {
            return start(attempts.size() + 1, node).lostUnstarted(node, from, to, "was replaced by a newer process.");
        }

        TaskBuilder lostUnstarted(String node, double from, double to, String why) {
            return attempt(attempts.size() + 1, node, from, to, AttemptState.LOST, why, 0);
        }

        TaskBuilder attempt(String node, double from, @Nullable Double to, AttemptState how) {
            return attempt(attempts.size() + 1, node, from, to, how, null, 0);
        }

        TaskBuilder attempt(
                int number,
                String node,
                double from,
                @Nullable Double to,
                AttemptState how,
                @Nullable String why,
                int refusedReports) {
            attempts.add(new AttemptView(
                    number,
                    node(node),
                    new Epoch(1),
                    how,
                    at(from),
                    null,
                    to == null ? null : at(to),
                    null,
                    why == null ? null : new Reason("NODE_LOST", "Node " + node + " (epoch 1) " + why),
                    false,
                    refusedReports));
            return this;
        }

        TaskBuilder is(TaskState newState, double end) {
            state = newState;
            endedAt = at(end);
            return this;
        }

        TaskBuilder isStill(TaskState newState) {
            state = newState;
            endedAt = null;
            return this;
        }

        TaskBuilder became(Guarantee other) {
            guarantee = other;
            return this;
        }

        TaskBuilder queueLimit(long seconds) {
            queueLimit = Timespan.ofSeconds(seconds);
            return this;
        }

        TaskBuilder start(int attempt, String node) {
            return start(attempt, node, 1, true);
        }

        TaskBuilder start(int attempt, String node, long epoch, boolean alone) {
            int line = marks.size() + 1;
            marks.add(new Mark.Start(line, id, attempt, new Epoch(epoch), node(node), alone, Duration.ofSeconds(line)));
            return this;
        }

        TaskBuilder end(int attempt, String node) {
            int line = marks.size() + 1;
            marks.add(new Mark.End(line, id, attempt, new Epoch(1), node(node), Duration.ofSeconds(line)));
            return this;
        }

        private TaskView view() {
            return new TaskView(
                    id,
                    state,
                    "exec",
                    name,
                    List.of("sh"),
                    null,
                    3,
                    Map.of(),
                    guarantee,
                    50,
                    Timespan.ofSeconds(60),
                    queueLimit,
                    "test",
                    at(0),
                    null,
                    endedAt,
                    attempts.size(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.copyOf(attempts));
        }
    }
}
