package io.sluice.cli;

import io.sluice.contracts.Reason;
import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tasks as people read them. Pure. */
final class TaskText {
    private static final int MAX_COMMAND_LENGTH = 40;

    private TaskText() {}

    /** One task a line. */
    static List<String> table(List<TaskView> tasks, Instant now) {
        Table table = new Table("ID", "STATE", "WHAT", "NODE", "SUBMITTED", "TOOK", "EXIT", "WHY");
        for (TaskView task : tasks) {
            table.row(
                    task.id().toString(),
                    task.state().name(),
                    what(task),
                    Words.orNone(task.node()),
                    Words.ago(task.submittedAt(), now),
                    Words.took(task.startedAt(), task.endedAt(), now),
                    Words.orNone(task.exitCode()),
                    why(task));
        }
        return table.lines();
    }

    /** Everything about a task, one fact a line, then its attempts. */
    static List<String> facts(TaskView task, Instant now) {
        List<String[]> facts = new ArrayList<>();
        facts.add(new String[] {"id", task.id().toString()});
        facts.add(new String[] {"state", task.state().name()});
        facts.add(new String[] {"name", Words.orNone(task.name())});
        facts.add(new String[] {"type", task.type()});
        facts.add(new String[] {"command", task.command() == null ? Words.NONE : words(task.command())});
        facts.add(new String[] {"parameters", Words.pairs(task.parameters())});
        facts.add(new String[] {"priority", Integer.toString(task.priority())});
        facts.add(new String[] {"selector", Words.pairs(task.nodeSelector())});
        facts.add(new String[] {
            "guarantee", task.guarantee().name().toLowerCase(Locale.ROOT) + ", " + attempts(task.maxAttempts())
        });
        facts.add(new String[] {"timeout", task.timeout().toString()});
        facts.add(new String[] {"queue limit", task.queueLimit().toString()});
        facts.add(new String[] {
            "submitted",
            task.submittedAt() + " by " + task.submittedBy() + " (" + Words.ago(task.submittedAt(), now) + ")"
        });
        facts.add(new String[] {"took", Words.took(task.startedAt(), task.endedAt(), now)});
        facts.add(new String[] {"exit code", Words.orNone(task.exitCode())});
        facts.add(new String[] {"why", why(task)});
        if (task.waited() != null) {
            facts.add(new String[] {
                "waited for",
                task.waited().stream()
                        .map(waited -> waited.code() + " " + waited.seconds() + "s")
                        .collect(Collectors.joining(", "))
            });
        }
        if (task.rerunOf() != null) {
            facts.add(new String[] {"rerun of", task.rerunOf().toString()});
        }
        List<String> lines = new ArrayList<>(Table.facts(facts));
        if (task.attempts() != null && !task.attempts().isEmpty()) {
            lines.add("");
            lines.addAll(attempts(task.attempts(), now));
        }
        return List.copyOf(lines);
    }

    /** How a task ended, for whoever followed it. */
    static String outcome(String id, TaskState state, @Nullable Integer exitCode, @Nullable Reason reason) {
        return "task " + id + " " + state
                + (exitCode == null ? "" : ", exit code " + exitCode)
                + (exitCode != null || reason == null ? "" : ": " + Table.plain(sentence(reason)));
    }

    private static List<String> attempts(List<AttemptView> attempts, Instant now) {
        Table table = new Table("ATTEMPT", "NODE", "EPOCH", "STATE", "ASSIGNED", "TOOK", "EXIT", "WHY");
        for (AttemptView attempt : attempts) {
            table.row(
                    Integer.toString(attempt.attempt()),
                    attempt.node().value(),
                    attempt.epoch().toString(),
                    attempt.state().name() + (attempt.reconnecting() ? " (reconnecting)" : ""),
                    attempt.assignedAt().toString(),
                    Words.took(attempt.startedAt(), attempt.endedAt(), now),
                    Words.orNone(attempt.exitCode()),
                    sentence(attempt.reason()));
        }
        return table.lines();
    }

    private static String attempts(int most) {
        return most == 1 ? "1 attempt" : "at most " + most + " attempts";
    }

    private static String what(TaskView task) {
        if (task.name() != null) {
            return task.name();
        }
        if (task.command() == null) {
            return task.type();
        }
        String command = words(task.command());
        return command.length() > MAX_COMMAND_LENGTH ? command.substring(0, MAX_COMMAND_LENGTH - 3) + "..." : command;
    }

    private static String words(List<String> command) {
        return String.join(" ", command);
    }

    private static String why(TaskView task) {
        return task.reason() != null ? sentence(task.reason()) : sentence(task.waiting());
    }

    private static String sentence(@Nullable Reason reason) {
        return reason == null ? Words.NONE : reason.code() + ": " + reason.text();
    }
}
