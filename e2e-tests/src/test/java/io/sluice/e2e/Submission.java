package io.sluice.e2e;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A task as a client writes it; says only what matters to a scenario. */
final class Submission {
    private final Map<String, Object> body = new LinkedHashMap<>();

    private Submission() {}

    /** A line for the shell. */
    static Submission shell(String line) {
        return command("sh", "-c", line);
    }

    static Submission command(String... words) {
        Submission submission = new Submission();
        submission.body.put("type", "exec");
        submission.body.put("command", List.of(words));
        return submission;
    }

    /** Any field of the API. */
    Submission with(String field, Object value) {
        body.put(field, value);
        return this;
    }

    /** Only on this node, which carries a label for it. */
    Submission on(String node) {
        return with("nodeSelector", Map.of(SuiteScenario.PIN, node));
    }

    Map<String, Object> body() {
        return Map.copyOf(body);
    }
}
