package io.sluice.dispatch.admission;

import static io.sluice.dispatch.DispatchDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.leases.LossesOf;
import io.sluice.dispatch.wake.ReplicaId;
import io.sluice.dispatch.wake.Wake;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeEventsStoreTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AdmissionStore store = new AdmissionStore(Duration.ofSeconds(20));
    private final NodeEventsConsumer consumer = new NodeEventsConsumer(
            database.pool(),
            store,
            new Admissions(database.pool(), store, LossesOf.database(database), new Wake(new ReplicaId())),
            metrics);

    @AfterEach
    void refuseNothingAnyMore() {
        database.run("drop trigger if exists refuse on node_admission");
    }

    @Test
    void anAdmissionThatCannotBeInForceIsPassedOverWhateverTheDatabaseSays() {
        refuse("new.name = 'bad'", "XX000");

        await(consumer.apply(List.of(admission("a"), admission("bad"), admission("b"))));

        assertThat(database.rows("select name from node_admission order by name"))
                .extracting(row -> row.getString("name"))
                .containsExactly("a", "b");
    }

    @Test
    void whatMeetsEveryNodeIsWaitedFor() {
        refuse("true", "42501");

        CompletableFuture<Void> applied =
                consumer.apply(List.of(admission("a"))).subscribeAsCompletionStage();
        Awaitility.await("it has tried more than once")
                .until(() -> metrics.get("sluice.dispatch.blocked").gauge().value() > 0.5);
        assertThat(applied).isNotDone();
        database.run("drop trigger refuse on node_admission");

        assertThat(applied).succeedsWithin(TIMEOUT);
        assertThat(database.count("node_admission")).isOne();
    }

    @Test
    void anEventWithTextThatCannotBeStoredIsPassedOver() {
        String event = "{\"name\":\"a\",\"revision\":1,\"admission\":{\"name\":\"a\",\"epoch\":1,\"kind\":\"AGENT\","
                + "\"revision\":1,\"drain\":{\"enabled\":false},\"taskCap\":1,\"labels\":{\"zone\":\"%s\"}}}";

        assertThat(NodeEventsConsumer.newest(
                        List.of(bytes(event.formatted("\\udc00")), bytes(event.formatted("\\u0000")))))
                .isEmpty();
        assertThat(NodeEventsConsumer.newest(List.of(bytes(event.formatted("x")))))
                .hasSize(1);
    }

    private void refuse(String condition, String sqlState) {
        database.run("create or replace function refuse() returns trigger language plpgsql as $$ begin if " + condition
                + " then raise exception 'not %', new.name using errcode = '" + sqlState
                + "'; end if; return new; end $$");
        database.run("create trigger refuse before insert on node_admission for each row execute function refuse()");
    }

    private static NodeAdmission admission(String name) {
        return new NodeAdmission(
                new NodeName(name), new Epoch(1), NodeKind.AGENT, 1, Drain.OFF, 5, Map.of(), null, null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
