package io.sluice.dispatch.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskState;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskFilterTest {
    @Test
    void nothingAskedIsEveryStateFromTheNewest() {
        TaskFilter filter = TaskFilter.parse(null, "", null, null, "", "", null);

        assertThat(filter.states()).containsExactlyInAnyOrder(TaskState.values());
        assertThat(filter.node()).isNull();
        assertThat(filter.name()).isNull();
        assertThat(filter.before()).isNull();
        assertThat(filter.limit()).isEqualTo(TaskPage.DEFAULT_LIMIT);
    }

    @Test
    void activeIsEveryStateThatIsNotTerminal() {
        assertThat(states("active"))
                .containsExactlyInAnyOrder(
                        TaskState.QUEUED, TaskState.ASSIGNED, TaskState.RUNNING, TaskState.CANCELING);
    }

    @Test
    void statesAreListedWithCommasInEitherCase() {
        assertThat(states("failed, TIMED_OUT")).containsExactly(TaskState.FAILED, TaskState.TIMED_OUT);
        assertThat(states("ACTIVE,EXPIRED")).hasSize(5).contains(TaskState.EXPIRED);
    }

    @Test
    void aCursorLeadsToWhereItWasMade() {
        UUID last = UUID.fromString("0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31");

        TaskFilter filter = TaskFilter.parse(null, "n-1", "backup", null, null, TaskFilter.cursor(last), "500");

        assertThat(filter.before()).isEqualTo(last);
        assertThat(filter.node()).isEqualTo(new NodeName("n-1"));
        assertThat(filter.name()).isEqualTo("backup");
        assertThat(filter.limit()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31", "AAAA", "%%%", "é"})
    void anUnreadableCursorIsNamed(String cursor) {
        assertThat(wrong(null, null, null, cursor, null)).containsExactly("cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "501", "1.5", "many", "99999999999"})
    void aLimitOutOfRangeIsNamed(String limit) {
        assertThat(wrong(null, null, null, null, limit)).containsExactly("limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DONE", "QUEUED,", ",", "active;QUEUED"})
    void anUnknownStateIsNamed(String state) {
        assertThat(wrong(state, null, null, null, null)).containsExactly("state");
    }

    @Test
    void everyWrongOneIsNamedAtOnce() {
        assertThat(wrong("DONE", "Not A Name", "x".repeat(201), "?", "0"))
                .containsExactly("state", "node", "name", "cursor", "limit");
    }

    private static Set<TaskState> states(String text) {
        return TaskFilter.parse(text, null, null, null, null, null, null).states();
    }

    private static List<String> wrong(String state, String node, String name, String cursor, String limit) {
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class, () -> TaskFilter.parse(state, node, name, null, null, cursor, limit));
        return refusal.problem().errors().stream().map(FieldError::field).toList();
    }
}
