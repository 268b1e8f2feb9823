package io.sluice.dispatch;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DispatchDatabaseStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();

    @Test
    void buildersStoreWhatTheSchemaAllows() {
        aNode().draining().withLabel("zone", "a").insert(database);
        aNode("n-2").gateway().neverSeen().insert(database);
        aNode("n-3").detached().retiredBy("alice").insert(database);
        aTask().withPriority(5).withSelector("zone", "a").named("backup").insert(database);
        UUID running =
                anAttempt().runningFor(Duration.ofSeconds(3)).reconnecting().insert(database);
        anAttempt().of(aTask().canceledBy("bob")).toBeStopped("CANCEL").insert(database);

        assertThat(database.row("select state, attempt from task where id = '" + running + "'")
                        .getString("state"))
                .isEqualTo("RUNNING");
        assertThat(database.count("task where state = 'CANCELING'")).isOne();
        assertThat(database.count("node_admission where draining")).isOne();
        assertThat(database.count("task_selector")).isEqualTo(2);
    }
}
