package io.sluice.registry.membership;

import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.registry.RegistryDatabase;
import org.junit.jupiter.api.Test;

class HeartbeatAgesStoreTest {
    private final RegistryDatabase database = RegistryDatabase.empty();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final HeartbeatAges ages = new HeartbeatAges(database.pool(), new HeartbeatAgeStore(), metrics);

    @Test
    void eachPoolTellsItsMostSilentNodeAndHowManyWereHeardOfWithinEachTime() {
        insert("n-1", "{}", "{}", "0 s");
        insert("n-2", "{\"pool\": \"gpu\"}", "{}", "7 s");
        insert("n-3", "{\"pool\": \"old\"}", "{\"pool\": \"gpu\"}", "2 min");

        await(ages.refresh());

        assertThat(max("any")).isBetween(0.0, 5.0);
        assertThat(max("gpu")).isBetween(120.0, 125.0);
        assertThat(nodes("any", "5")).isOne();
        assertThat(nodes("gpu", "5")).isZero();
        assertThat(nodes("gpu", "15")).isOne();
        assertThat(nodes("gpu", "60")).isOne();
        assertThat(nodes("gpu", "300")).isEqualTo(2);
        assertThat(nodes("gpu", "+Inf")).isEqualTo(2);
        assertThat(metrics.find("sluice.registry.heartbeat.age.max")
                        .tag("pool", "old")
                        .gauge())
                .isNull();
    }

    @Test
    void whoSaidGoodbyeIsNotAwaited() {
        insert("n-1", "{}", "{}", "2 min");
        database.run("update node set goodbye_at = now()");

        await(ages.refresh());

        assertThat(metrics.find("sluice.registry.heartbeat.age.max").gauges()).isEmpty();
    }

    @Test
    void poolsPastTheBoundAreOneTogether() {
        for (int i = 0; i < 52; i++) {
            insert("n-" + i, "{\"pool\": \"p" + i + "\"}", "{}", i + " s");
        }

        await(ages.refresh());

        assertThat(metrics.find("sluice.registry.heartbeat.age.max").gauges()).hasSize(51);
        assertThat(nodes("other", "+Inf")).isEqualTo(2);
    }

    private void insert(String name, String own, String operators, String silentFor) {
        database.run("""
                insert into node (name, id, epoch, incarnation, kind, version, place, own_labels, operator_labels,
                    own_task_cap, revision, last_seen_at)
                values ('%s', gen_random_uuid(), 1, gen_random_uuid(), 'AGENT', '1', '{}', '%s', '%s', 5, 1,
                    now() - interval '%s')""".formatted(name, own, operators, silentFor));
    }

    private double max(String pool) {
        return metrics.get("sluice.registry.heartbeat.age.max")
                .tag("pool", pool)
                .gauge()
                .value();
    }

    private double nodes(String pool, String le) {
        return metrics.get("sluice.registry.heartbeat.age.nodes")
                .tags("pool", pool, "le", le)
                .gauge()
                .value();
    }
}
