package io.sluice.benchmarks.suite;

import io.sluice.contracts.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A task that is submitted many times.
 *
 * @param command program and arguments, of an {@code exec}; empty for a task that does nothing
 * @param name by which the tasks of one round are found again; letters, digits and hyphens
 */
public record TaskForm(List<String> command, String name) {
    /** One that does nothing. */
    public static TaskForm noop(String name) {
        return new TaskForm(List.of(), name);
    }

    /** One that runs a process. */
    public static TaskForm exec(String name, String... command) {
        return new TaskForm(List.of(command), name);
    }

    String json() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", command.isEmpty() ? "noop" : "exec");
        body.put("name", name);
        if (!command.isEmpty()) {
            body.put("command", command);
        }
        return Json.text(body);
    }
}
