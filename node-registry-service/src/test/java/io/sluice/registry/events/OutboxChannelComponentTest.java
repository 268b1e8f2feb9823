package io.sluice.registry.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.registry.RegistryComponent;
import io.sluice.test.TestKafka;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RegistryComponent
class OutboxChannelComponentTest {
    @Inject
    KafkaClientService clients;

    @Test
    void theChannelOfTheOutboxIsOneThatLosesNoEventAndAnswersInTime() {
        Map<String, ?> settings = clients.getProducer("outbox").configuration();

        assertThat(settings.get("bootstrap.servers")).isEqualTo(TestKafka.bootstrapServers());
        assertThat(settings.get("client.id")).isEqualTo("sluice-node-registry-outbox");
        assertThat(settings.get("acks")).isEqualTo("all");
        assertThat(settings.get("enable.idempotence")).isEqualTo("true");
        assertThat(settings.get("max.block.ms")).isEqualTo("5000");
        assertThat(settings.get("delivery.timeout.ms")).isEqualTo("10000");
        assertThat(settings.get("buffer.memory")).isEqualTo("16777216");
    }
}
