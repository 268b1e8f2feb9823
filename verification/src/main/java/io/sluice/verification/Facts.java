package io.sluice.verification;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** A history, in the order in which rules ask for it. */
final class Facts {
    private final History history;
    private final Map<UUID, Accepted> accepted = new HashMap<>();
    private final Map<UUID, List<Mark>> marks = new HashMap<>();
    private final Map<NodeName, List<Held>> byNode = new TreeMap<>();
    private final List<Held> held = new ArrayList<>();

    Facts(History history) {
        this.history = history;
        history.answers().accepted().forEach(each -> accepted.putIfAbsent(each.id(), each));
        history.marks()
                .forEach(mark -> marks.computeIfAbsent(mark.task(), each -> new ArrayList<>())
                        .add(mark));
        tasks().forEach(task -> attempts(task).forEach(attempt -> held.add(new Held(task, attempt))));
        held.sort(Comparator.comparing((Held each) -> each.attempt().assignedAt()));
        held.forEach(each -> byNode.computeIfAbsent(each.attempt().node(), name -> new ArrayList<>())
                .add(each));
    }

    /** An attempt, with its task. */
    record Held(TaskView task, AttemptView attempt) {
        /** Whether it was live then: from its assignment on, and not at its end any more. */
        boolean isLiveAt(Instant moment) {
            Instant endedAt = attempt.endedAt();
            return !attempt.assignedAt().isAfter(moment) && (endedAt == null || endedAt.isAfter(moment));
        }

        /** Whether it was live at some time between the two, both inclusive. */
        boolean isLiveBetween(Instant from, Instant to) {
            Instant endedAt = attempt.endedAt();
            return !attempt.assignedAt().isAfter(to) && (endedAt == null || endedAt.isAfter(from));
        }

        @Override
        public String toString() {
            return "attempt " + attempt.attempt() + " of task " + task.id() + " on node " + attempt.node() + " (epoch "
                    + attempt.epoch() + ")";
        }
    }

    History history() {
        return history;
    }

    /** By which the two clocks may differ. */
    Duration slack() {
        return history.clocksAgree();
    }

    /** All tasks that the API knows, in the order of their submission. */
    List<TaskView> tasks() {
        return history.collected().tasks().values().stream()
                .sorted(Comparator.comparing(TaskView::submittedAt).thenComparing(TaskView::id))
                .toList();
    }

    /** The tasks of one guarantee. */
    Stream<TaskView> tasks(Guarantee guarantee) {
        return tasks().stream().filter(task -> task.guarantee() == guarantee);
    }

    /** Oldest first. */
    static List<AttemptView> attempts(TaskView task) {
        List<AttemptView> attempts = task.attempts();
        return attempts == null ? List.of() : attempts;
    }

    /** Whether its process is one that the witness sees. */
    boolean isWitnessed(UUID task) {
        return accepted.containsKey(task) || marks.containsKey(task);
    }

    /** What the task's processes wrote, in order. */
    List<Mark> marks(UUID task) {
        return marks.getOrDefault(task, List.of());
    }

    /** The starts among it. */
    List<Mark.Start> starts(UUID task) {
        return marks(task).stream()
                .filter(Mark.Start.class::isInstance)
                .map(Mark.Start.class::cast)
                .toList();
    }

    /** Whether the attempt's process wrote its end. */
    boolean hasEnd(UUID task, int attempt) {
        return marks(task).stream().anyMatch(mark -> mark instanceof Mark.End && mark.attempt() == attempt);
    }

    /** Everything that the witness saw of tasks that the API does not know. */
    Stream<Mark> marksOfUnknownTasks() {
        return history.marks().stream()
                .filter(mark -> !history.collected().tasks().containsKey(mark.task()));
    }

    /** All attempts by their assignment. */
    List<Held> held() {
        return held;
    }

    /** The attempts of each node, by their assignment. */
    Map<NodeName, List<Held>> heldByNode() {
        return byNode;
    }

    /** What was done of one kind, in the order in which it was noted. */
    <T extends OperatorLog.Entry> List<T> operators(Class<T> kind) {
        return history.operators().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
