package io.sluice.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class OutboxChannelTest {
    private static final Config CONFIG = new SmallRyeConfigBuilder().build();

    private final OutboxChannel outbox = new OutboxChannel();

    @Test
    void whatIsSaidForAllClientsMakesTheOutboxNoWeaker() {
        Map<String, Object> forAll =
                Map.of("acks", "0", "enable.idempotence", "false", "delivery.timeout.ms", "600000", "retries", "7");

        assertThat(outbox.customize("outbox", CONFIG, forAll))
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("delivery.timeout.ms", "10000")
                .containsEntry("retries", "7");
    }

    @Test
    void theOutboxReachesTheBrokersAsAllClientsDo() {
        Map<String, Object> forAll = Map.of("sasl.jaas.config", "a login", "ssl.truststore.location", "/etc/ca.crt");

        assertThat(outbox.customize("outbox", CONFIG, forAll)).containsAllEntriesOf(forAll);
    }

    @Test
    void whatOnlyOtherClientsKnowIsLeftOut() {
        assertThat(outbox.customize("outbox", CONFIG, Map.of("group.id", "of-the-application")))
                .doesNotContainKey("group.id");
    }

    @Test
    void otherChannelsStayAsTheyAre() {
        Map<String, Object> tasks = Map.of("group.id", "sluice-task-dispatch");

        assertThat(outbox.customize("tasks", CONFIG, tasks)).isEqualTo(tasks);
    }
}
