package io.sluice.dispatch.intake;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.test.ServiceDatabase.OpenTransaction;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UntypedSelectorsStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final UntypedSelectors selectors = new UntypedSelectors(database.pool());

    @Test
    void aSelectorWhoseTasksAreAllOfOneTypeGetsItInPlace() {
        UUID task = aTask().withSelector("zone", "a").queuedByAnOlderVersion().insert(database);
        int before = selectorOf(task);

        await(selectors.sweep());

        assertThat(selectorOf(task)).isEqualTo(before);
        assertThat(typeOf(before)).isEqualTo("exec");
    }

    /** What intake keeps for the same type and labels is the same row. */
    @Test
    void theDigestIsThatOfIntake() {
        UUID old = aTask().withSelector("zone", "a").queuedByAnOlderVersion().insert(database);
        await(selectors.sweep());

        UUID fresh = aTask().withSelector("zone", "a").insert(database);

        assertThat(selectorOf(fresh)).isEqualTo(selectorOf(old));
    }

    @Test
    void tasksOfSeveralTypesGoToTheSelectorsOfTheirTypes() {
        UUID exec = aTask().queuedByAnOlderVersion().insert(database);
        UUID foo = aTask().ofType("foo").queuedByAnOlderVersion().insert(database);
        UUID running = anAttempt().of(aTask().queuedByAnOlderVersion()).insert(database);
        int untyped = selectorOf(exec);

        await(selectors.sweep());

        assertThat(typeOf(selectorOf(exec))).isEqualTo("exec");
        assertThat(typeOf(selectorOf(foo))).isEqualTo("foo");
        assertThat(selectorOf(running)).as("what runs is not touched").isEqualTo(untyped);
    }

    @Test
    void tasksGoToASelectorThatIsThereAlready() {
        UUID fresh = aTask().insert(database);
        UUID old = aTask().queuedByAnOlderVersion().insert(database);

        await(selectors.sweep());

        assertThat(selectorOf(old)).isEqualTo(selectorOf(fresh));
    }

    /** A replica of the version before has found the selector, and its task is not committed yet. */
    @Test
    void aSelectorThatIntakeIsUsingIsLeftForTheNextTime() {
        UUID task = aTask().queuedByAnOlderVersion().insert(database);
        OpenTransaction intake = database.begin();
        await(intake.connection()
                .query("select id from task_selector for key share")
                .execute());

        await(selectors.sweep());
        assertThat(typeOf(selectorOf(task))).isNull();

        intake.commit();
        await(selectors.sweep());
        assertThat(typeOf(selectorOf(task))).isEqualTo("exec");
    }

    private int selectorOf(UUID task) {
        return database.row("select selector_id from task where id = '" + task + "'")
                .getInteger("selector_id");
    }

    private String typeOf(int selector) {
        return database.row("select type from task_selector where id = " + selector)
                .getString("type");
    }
}
