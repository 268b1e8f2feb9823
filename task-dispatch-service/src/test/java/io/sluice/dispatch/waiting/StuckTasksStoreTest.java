package io.sluice.dispatch.waiting;

import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.task.StuckTasks;
import io.sluice.dispatch.DispatchDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StuckTasksStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();

    @Test
    void anEmptyQueueHasNoStuckTask() {
        assertThat(stuck()).isEmpty();
    }

    @Test
    void tasksThatNoNodeMatchesAreTheFirstOfThemWithTheirNumberAndTheRemedy() {
        aNode().insert(database);
        aTask().insert(database);
        UUID first = aTask().withSelector("gpu", "a100").insert(database);
        aTask().withSelector("gpu", "a100").insert(database);

        assertThat(stuck()).singleElement().satisfies(tasks -> {
            assertThat(tasks.reason().code()).isEqualTo("NO_LABEL_MATCH");
            assertThat(tasks.reason().text()).contains("gpu=a100");
            assertThat(tasks.first()).isEqualTo(first);
            assertThat(tasks.count()).isEqualTo(2);
        });
    }

    @Test
    void tasksOfADrainedFleetAreStuckAndThoseOfAPausedQueueAreNot() {
        aNode().draining().insert(database);
        aTask().insert(database);
        assertThat(stuck()).extracting(tasks -> tasks.reason().code()).containsExactly("ALL_DRAINED");

        database.run("update queue_state set paused_since = now(), pause_note = 'n', paused_by = 'alice'");
        assertThat(stuck()).isEmpty();
    }

    /** Open overviews ask at each change: a look at every node each time would be theirs to pay. */
    @Test
    void theNodesAreReadOnceForAllWhoAskInTheSameSecond() {
        StuckTasksResource resource = resource();
        aTask().insert(database);
        assertThat(await(resource.stuck()))
                .extracting(tasks -> tasks.reason().code())
                .containsExactly("NO_NODE");

        aNode().draining().insert(database);
        assertThat(await(resource.stuck()))
                .extracting(tasks -> tasks.reason().code())
                .containsExactly("NO_NODE");
    }

    private List<StuckTasks> stuck() {
        return await(resource().stuck());
    }

    private StuckTasksResource resource() {
        return new StuckTasksResource(
                database.pool(), WaitReasonsOf.database(database), new WaitPeriodStore(), new StuckStore());
    }
}
