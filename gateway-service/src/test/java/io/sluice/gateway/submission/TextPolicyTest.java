package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.task.TaskSubmission;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextPolicyTest {
    @Test
    void anyTextOfUnicodeIsFit() {
        assertThat(violations(task("grüß 😀 \n\t\u0001", "", Map.of("ä", "\uFFFD"))))
                .isEmpty();
    }

    @Test
    void nulIsNamedWhereverItIs() {
        assertThat(violations(task("a\0", "\0", Map.of("k", "v\0"))))
                .containsExactly("command[1]", "name", "parameters.k");
    }

    @Test
    void halfACharacterIsNamed() {
        assertThat(violations(task("x\uD83D", "\uDE00x", Map.of()))).containsExactly("command[1]", "name");
        assertThat(violations(task("\uDE00\uD83D", "ok", Map.of()))).containsExactly("command[1]");
    }

    @Test
    void anUnfitNameIsBlamedOnTheFieldThatHoldsIt() {
        assertThat(violations(task("ok", "ok", Map.of("k\0", "v")))).containsExactly("parameters");
    }

    private static List<String> violations(TaskSubmission task) {
        return TextPolicy.violations(task).stream().map(FieldError::field).toList();
    }

    private static TaskSubmission task(String argument, String name, Map<String, String> parameters) {
        return new TaskSubmission(
                "exec", List.of("echo", argument), name, null, null, parameters, null, null, null, null, null, null);
    }
}
