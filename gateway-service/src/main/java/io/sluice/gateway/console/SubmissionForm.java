package io.sluice.gateway.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.contracts.task.TaskView;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The form for a task as the body that the API takes, so that the same checks find the same faults. Pure. */
final class SubmissionForm {
    /** Fields at which a fault is shown. */
    static final List<String> FIELDS = List.of(
            "command",
            "name",
            "env",
            "stdin",
            "timeout",
            "priority",
            "nodeSelector",
            "guarantee",
            "maxAttempts",
            "queueLimit");

    /** What stands in the fields at first. */
    static final Map<String, String> DEFAULTS = Map.of("how", "shell", "priority", "3", "guarantee", "once");

    private SubmissionForm() {}

    /**
     * What stands in the fields for another task like this one. Its environment and input are not known here. A program of
     * which an argument has several lines can't be written in the form, and is left out.
     */
    static Map<String, String> like(TaskView task) {
        TaskRow shown = new TaskRow(task, task.submittedAt());
        Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
        values.put("like", task.id().toString());
        values.put("name", Objects.requireNonNullElse(task.name(), ""));
        values.put("guarantee", shown.guarantee());
        values.put("priority", shown.priority());
        values.put("maxAttempts", Integer.toString(task.maxAttempts()));
        values.put("timeout", shown.timeout());
        values.put("queueLimit", shown.queueLimit());
        values.put("nodeSelector", String.join("\n", shown.selector()));
        List<String> command = Objects.requireNonNullElse(task.command(), List.of());
        if (command.size() == 3 && command.subList(0, 2).equals(List.of("sh", "-c"))) {
            values.put("command", command.get(2));
        } else if (command.stream().noneMatch(word -> word.contains("\n"))) {
            values.put("how", "program");
            values.put("command", String.join("\n", command));
        }
        return values;
    }

    /** The body; a field that is empty is left out, and takes its default. */
    static byte[] body(Form form) {
        ObjectNode task = JsonNodeFactory.instance.objectNode();
        task.put("type", "exec");
        command(form, task.putArray("command"));
        for (String field : List.of("name", "timeout", "guarantee", "queueLimit")) {
            if (!form.value(field).isBlank()) {
                task.put(field, form.value(field).strip());
            }
        }
        if (!form.value("stdin").isEmpty()) {
            task.put("stdin", lines(form.value("stdin")));
        }
        for (String field : List.of("priority", "maxAttempts")) {
            if (!form.value(field).isBlank()) {
                task.set(field, form.number(field));
            }
        }
        pairs(form, task, "env");
        pairs(form, task, "nodeSelector");
        return task.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Browsers send the ends of lines as CR LF, which no shell wants. */
    private static String lines(String text) {
        return text.replace("\r\n", "\n");
    }

    private static void command(Form form, ArrayNode command) {
        String text = lines(form.value("command"));
        if (text.isBlank()) {
            return;
        }
        if (form.chosen("how", "shell")) {
            command.add("sh").add("-c").add(text);
        } else {
            text.lines().forEach(command::add);
        }
    }

    /** One {@code key=value} on each line; a line without = is a key with no value. */
    private static void pairs(Form form, ObjectNode task, String field) {
        String text = form.value(field);
        if (text.isBlank()) {
            return;
        }
        ObjectNode map = task.putObject(field);
        lines(text).lines().filter(line -> !line.isBlank()).forEach(line -> {
            int equals = line.indexOf('=');
            map.put(
                    equals < 0 ? line.strip() : line.substring(0, equals).strip(),
                    equals < 0 ? "" : line.substring(equals + 1));
        });
    }
}
