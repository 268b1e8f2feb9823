package io.sluice.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {
    private static final Map<String, Object> FOR_ALL = Map.of(
            "bootstrap.servers", "kafka:9093",
            "security.protocol", "SASL_SSL",
            "sasl.mechanism", "SCRAM-SHA-512",
            "sasl.jaas.config", "a login",
            "ssl.truststore.location", "/etc/ca.crt",
            "ssl.truststore.type", "PEM",
            "config.providers.file.class", "a.Provider",
            "group.id", "of-the-application",
            "request.timeout.ms", "60000");

    @Test
    void anAdminClientComesByTheWayAndTheCredentialsOfAllClients() {
        assertThat(BrokerSettings.of(FOR_ALL, AdminClientConfig.configNames(), Map.of()))
                .containsEntry("bootstrap.servers", "kafka:9093")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("sasl.jaas.config", "a login")
                .containsEntry("ssl.truststore.location", "/etc/ca.crt")
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("config.providers.file.class", "a.Provider");
    }

    @Test
    void aProducerDoesToo() {
        assertThat(BrokerSettings.of(FOR_ALL, ProducerConfig.configNames(), Map.of()))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.jaas.config", "a login");
    }

    @Test
    void whatOtherClientsNeedIsLeftOut() {
        assertThat(BrokerSettings.of(FOR_ALL, AdminClientConfig.configNames(), Map.of()))
                .doesNotContainKey("group.id");
    }

    @Test
    void whatAClientSetsItselfGoesBeforeWhatIsSaidForAll() {
        assertThat(BrokerSettings.of(FOR_ALL, AdminClientConfig.configNames(), Map.of("request.timeout.ms", 5_000)))
                .containsEntry("request.timeout.ms", 5_000);
    }
}
