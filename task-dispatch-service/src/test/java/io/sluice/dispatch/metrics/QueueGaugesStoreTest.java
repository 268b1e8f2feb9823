package io.sluice.dispatch.metrics;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.dispatch.DispatchDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueGaugesStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final QueueGauges gauges =
            new QueueGauges(database.pool(), new QueueGaugesStore(Duration.ofSeconds(20)), metrics);

    @Test
    void anEmptyClusterIsZeros() {
        await(gauges.refresh());

        assertThat(gauge("sluice.dispatch.tasks.queued")).isZero();
        assertThat(gauge("sluice.dispatch.queue.oldest")).isZero();
        assertThat(gauge("sluice.dispatch.attempts.live")).isZero();
        assertThat(gauge("sluice.dispatch.nodes.attached")).isZero();
    }

    @Test
    void eachIsCounted() {
        aTask().submittedAgo(Duration.ofSeconds(90)).insert(database);
        aTask().insert(database);
        anAttempt().of(aTask().submittedAgo(Duration.ofHours(1))).insert(database);
        aNode("n-1").insert(database);
        aNode("n-2").draining().insert(database);
        aNode("n-3").detached().insert(database);
        aNode("n-4").renewedAgo(Duration.ofSeconds(21)).insert(database);

        await(gauges.refresh());

        assertThat(gauge("sluice.dispatch.tasks.queued")).isEqualTo(2);
        assertThat(gauge("sluice.dispatch.queue.oldest")).isBetween(90.0, 100.0);
        assertThat(gauge("sluice.dispatch.attempts.live")).isOne();
        assertThat(gauge("sluice.dispatch.nodes.attached")).isEqualTo(2);
    }

    @Test
    void aPoolHasWhatWaitsForItAndWhatRunsOnIt() {
        aTask().withSelector("pool", "gpu")
                .withSelector("zone", "a")
                .submittedAgo(Duration.ofSeconds(90))
                .insert(database);
        aTask().withSelector("pool", "gpu").insert(database);
        aTask().withSelector("zone", "a").insert(database);
        aNode("n-1").withLabel("pool", "gpu").insert(database);
        aNode("n-2").withLabel("pool", "idle").insert(database);
        anAttempt().of(aTask()).on("n-1").insert(database);
        anAttempt().of(aTask()).on("n-3").insert(database);

        await(gauges.refresh());

        assertThat(gauge("sluice.dispatch.pool.queued", "gpu")).isEqualTo(2);
        assertThat(gauge("sluice.dispatch.pool.live", "gpu")).isOne();
        assertThat(gauge("sluice.dispatch.pool.oldest", "gpu")).isBetween(90.0, 100.0);
        assertThat(gauge("sluice.dispatch.pool.queued", "any")).isOne();
        assertThat(gauge("sluice.dispatch.pool.live", "any")).isOne();
        assertThat(metrics.find("sluice.dispatch.pool.queued")
                        .tag("pool", "idle")
                        .gauge())
                .isNull();
        assertThat(gauge("sluice.dispatch.tasks.queued")).isEqualTo(3);
        assertThat(gauge("sluice.dispatch.attempts.live")).isEqualTo(2);

        database.run("delete from attempt");
        database.run("delete from task");
        await(gauges.refresh());

        assertThat(metrics.find("sluice.dispatch.pool.queued").gauges()).isEmpty();
    }

    @Test
    void slotsAreCountedByStatusAndPool() {
        aNode("n-1").withCap(3).insert(database);
        aNode("n-2").withCap(4).withLabel("pool", "gpu").insert(database);
        aNode("n-3").withCap(5).withLabel("pool", "gpu").insert(database);
        aNode("n-4").withCap(6).withLabel("pool", "gpu").draining().insert(database);
        aNode("n-5").withCap(7).withLabel("pool", "gpu").draining().insert(database);
        aNode("n-6").withCap(8).withLabel("pool", "gpu").detached().insert(database);
        aNode("n-7").withCap(9).withLabel("pool", "gpu").retiredBy("alice").insert(database);
        aNode("n-8")
                .withCap(10)
                .withLabel("pool", "gpu")
                .draining()
                .renewedAgo(Duration.ofSeconds(21))
                .insert(database);
        anAttempt().of(aTask()).on("n-4").insert(database);
        database.run(
                "update node_lease set closed_reason = 'no room', closed_since = now() where name in ('n-3', 'n-5')");

        await(gauges.refresh());

        assertThat(slots("any", NodeStatus.RUNNING)).isEqualTo(3);
        assertThat(gauge("sluice.dispatch.slots.closed", "any")).isZero();
        assertThat(gauge("sluice.dispatch.slots.closed", "gpu")).isEqualTo(5);
        assertThat(slots("any", NodeStatus.DRAINED)).isZero();
        assertThat(slots("gpu", NodeStatus.RUNNING)).isEqualTo(4 + 5);
        assertThat(slots("gpu", NodeStatus.DRAINING)).isEqualTo(6);
        assertThat(slots("gpu", NodeStatus.DRAINED)).isEqualTo(7);
        assertThat(slots("gpu", NodeStatus.OFFLINE)).isEqualTo(8 + 10);

        database.run("delete from node_lease");
        database.run("delete from node_admission");
        await(gauges.refresh());

        assertThat(metrics.find("sluice.dispatch.slots").gauges()).isEmpty();
    }

    @Test
    void aDrainIsUnderWayWhileItsNodeHoldsAttempts() {
        drainedAgo("n-1", "10 minutes");
        drainedAgo("n-2", "5 minutes");
        drainedAgo("n-3", "2 minutes");
        aNode("n-4").insert(database);
        anAttempt().of(aTask()).on("n-2").insert(database);
        anAttempt().of(aTask()).on("n-3").insert(database);
        anAttempt().of(aTask()).on("n-4").insert(database);

        await(gauges.refresh());

        assertThat(gauge("sluice.dispatch.drains")).isEqualTo(2);
        assertThat(gauge("sluice.dispatch.drain.oldest")).isBetween(300.0, 310.0);

        database.run("delete from attempt");
        await(gauges.refresh());

        assertThat(gauge("sluice.dispatch.drains")).isZero();
        assertThat(gauge("sluice.dispatch.drain.oldest")).isZero();
    }

    private void drainedAgo(String node, String ago) {
        aNode(node).draining().insert(database);
        database.run(
                "update node_admission set drain = jsonb_set(drain, '{since}', to_jsonb(clock_timestamp() - interval '"
                        + ago + "')) where name = '" + node + "'");
    }

    private double slots(String pool, NodeStatus status) {
        return metrics.get("sluice.dispatch.slots")
                .tags("pool", pool, "status", status.name())
                .gauge()
                .value();
    }

    private double gauge(String name, String pool) {
        return metrics.get(name).tag("pool", pool).gauge().value();
    }

    private double gauge(String name) {
        return metrics.get(name).gauge().value();
    }
}
