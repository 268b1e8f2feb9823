package io.sluice.registry.capacity;

import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.registry.RegisteredNodes;
import io.sluice.registry.RegistryDatabase;
import org.junit.jupiter.api.Test;

class CapacityStoreTest {
    private final RegistryDatabase database = RegistryDatabase.empty();
    private final RegisteredNodes nodes = new RegisteredNodes(database);
    private final Capacity capacity = new Capacity(nodes.columns, nodes.store, 0);

    @Test
    void capacityIsWhatRunningNodesCanTake() {
        nodes.add("a", 5);
        nodes.add("b", 7);
        nodes.add("gone", 100);
        nodes.forget("gone");
        nodes.add("draining", 1_000);
        nodes.add("stopping", 10_000);
        database.run("update node set operator_task_cap = 2 where name = 'b'");
        database.run("update node set drain_since = now(), drain_reason = 'r', drain_by = 'alice',"
                + " drain_on_deadline = 'LEAVE' where name = 'draining'");
        database.run("update node set stop_since = now(), stop_epoch = epoch where name = 'stopping'");

        Slots slots = await(capacity.count(database.pool()));

        assertThat(slots.capacity()).isEqualTo(7);
        assertThat(nodes.get("a").isRunning()).isTrue();
        assertThat(nodes.get("gone").isRunning()).isFalse();
        assertThat(nodes.get("draining").isRunning()).isFalse();
        assertThat(nodes.get("stopping").isRunning()).isFalse();
    }

    @Test
    void aStopOfAnOlderEpochTakesNothingAway() {
        nodes.add("a", 5);
        database.run("update node set stop_since = now(), stop_epoch = epoch, epoch = epoch + 1");

        assertThat(await(capacity.count(database.pool())).capacity()).isEqualTo(5);
        assertThat(nodes.get("a").isRunning()).isTrue();
    }

    @Test
    void capacityOfNoNodeIsZero() {
        assertThat(await(capacity.count(database.pool())).capacity()).isZero();
    }
}
