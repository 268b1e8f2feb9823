package io.sluice.gateway.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

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
