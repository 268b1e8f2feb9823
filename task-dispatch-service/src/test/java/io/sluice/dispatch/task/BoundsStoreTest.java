package io.sluice.dispatch.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.node.TaskCap;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.LogStream;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.contracts.task.TaskTypes;
import io.sluice.dispatch.DispatchDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the schema checks is what the contracts say. */
class BoundsStoreTest {
    private static final Pattern WORD = Pattern.compile("'([A-Za-z_]+)'");

    private final DispatchDatabase database = DispatchDatabase.empty();

    @Test
    void numbersHaveTheBoundsOfTheContracts() {
        assertThat(check("node_admission", "cap_is_0_to_10000")).isEqualTo(between("task_cap", 0, TaskCap.MAX));
        assertThat(check("task", "priority_is_1_to_5"))
                .isEqualTo(between("priority", TaskSubmission.MIN_PRIORITY, TaskSubmission.MAX_PRIORITY));
        assertThat(check("task", "max_attempts_is_1_to_100"))
                .isEqualTo(between("max_attempts", 1, TaskSubmission.MAX_ATTEMPTS));
    }

    @Test
    void wordsAreTheConstantsOfTheContracts() {
        words("task", "state_is_live", TaskState.values(), state -> !state.isTerminal());
        words("task_history", "state_is_terminal", TaskState.values(), TaskState::isTerminal);
        words("task", "guarantee_is_known", Guarantee.values(), guarantee -> true);
        words("attempt", "attempt_is_live", AttemptState.values(), state -> !state.hasEnded());
        words("attempt_history", "attempt_has_ended", AttemptState.values(), AttemptState::hasEnded);
        words("attempt", "stop_cause_is_known", StopCause.values(), cause -> cause != StopCause.FENCED);
        words("task_log", "stream_is_known", LogStream.values(), stream -> true);
        words("node_admission", "kind_is_known", NodeKind.values(), kind -> true);
    }

    @Test
    void aHashIsThatOfTheContracts() {
        assertThat(check("node_admission", "secret_hash_is_a_sha256")).contains("'^" + NodeSecrets.HASH_PATTERN + "$'");
    }

    @Test
    void anOlderNodeRunsTheSameTypesForTheClaimAndForTheRegistry() {
        String runs = database.row("select pg_get_expr(d.adbin, d.adrelid) as text from pg_attrdef d"
                        + " join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum"
                        + " where a.attrelid = 'node_admission'::regclass and a.attname = 'runs'")
                .getString("text");

        assertThat(wordsOf(runs)).containsExactlyElementsOf(TaskTypes.orAssumed(null));
    }

    private <E extends Enum<E>> void words(String table, String constraint, E[] all, Predicate<E> allowed) {
        assertThat(wordsOf(check(table, constraint)))
                .as(constraint)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(all).filter(allowed).map(Enum::name).toList());
    }

    private static List<String> wordsOf(String text) {
        return WORD.matcher(text)
                .results()
                .map((MatchResult word) -> word.group(1))
                .toList();
    }

    private String check(String table, String constraint) {
        return database.row("select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = '" + table
                        + "'::regclass and conname = '" + constraint + "'")
                .getString("text");
    }

    private static String between(String column, int least, int most) {
        return "CHECK (((" + column + " >= " + least + ") AND (" + column + " <= " + most + ")))";
    }
}
