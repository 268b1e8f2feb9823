package io.sluice.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.backends.FreePorts;
import io.sluice.backends.KafkaBroker;
import io.sluice.test.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker that lets nobody in without a password. */
class SecuredBrokerStoreTest {
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required" + " username=\"sluice\" password=\"%s\"";

    @TempDir
    static Path folder;

    private static KafkaBroker broker;

    @BeforeAll
    static void start() {
        List<Integer> ports = FreePorts.next(2);
        broker = KafkaBroker.start(
                folder,
                ports.get(0),
                ports.get(1),
                Map.of(
                        "listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "sasl.enabled.mechanisms", "PLAIN",
                        "sasl.mechanism.inter.broker.protocol", "PLAIN",
                        "listener.name.clients.plain.sasl.jaas.config",
                                LOGIN.formatted("secret") + " user_sluice=\"secret\";"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void topicsAreMadeWithTheCredentialsOfAllClients() throws Exception {
        topics("made", "secret").makeMissing();

        try (Admin admin = Admin.create(clients("secret"))) {
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("made");
        }
    }

    @Test
    void aWrongPasswordIsTold() {
        assertThatThrownBy(() -> topics("refused", "guess").makeMissing())
                .hasMessageContaining("refused")
                .hasMessageContaining("Authentication failed");
    }

    private static TopicsAtStart topics(String name, String password) {
        return new TopicsAtStart(
                List.of(new TopicSpec(name, 1, Map.of())),
                Settings.of(TopicConfig.class, "sluice.kafka.replication-factor", "1"),
                clients(password));
    }

    private static Map<String, Object> clients(String password) {
        return Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                LOGIN.formatted(password) + ";");
    }
}
