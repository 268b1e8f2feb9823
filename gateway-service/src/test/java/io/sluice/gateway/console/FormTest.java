package io.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormTest {
    private final Form form = Form.of(Map.of("command", "true", "priority", "9"));

    @Test
    void eachFaultIsSaidAtItsField() {
        Problem problem = ProblemException.invalid(List.of(
                        new FieldError("priority", "at most 5"),
                        new FieldError("command[0]", "must not be blank"),
                        new FieldError("env.PATH", "no NUL")))
                .problem();

        Form refused = form.refused(problem, List.of("priority", "command", "env"));

        assertThat(refused.error("priority")).isEqualTo("at most 5");
        assertThat(refused.error("command")).isEqualTo("command[0]: must not be blank");
        assertThat(refused.error("env")).isEqualTo("env.PATH: no NUL");
        assertThat(refused.trouble()).isEmpty();
        assertThat(refused.value("priority")).isEqualTo("9");
    }

    @Test
    void whatTheFormHasNoFieldForIsSaidOfTheWhole() {
        Form refused = form.refused(
                ProblemException.invalid("Idempotency-Key", "is missing").problem(), List.of("command"));

        assertThat(refused.trouble()).isEqualTo("Idempotency-Key: is missing");
    }

    @Test
    void aRefusalOfTheWholeIsItsDetail() {
        Form refused = form.refused(Problem.of(ProblemType.CAPACITY_FLOOR, "only 3 slots left"), List.of("command"));

        assertThat(refused.trouble()).isEqualTo("only 3 slots left");
    }
}
