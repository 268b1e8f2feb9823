package io.sluice.dispatch.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.TestKafka;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** With a real broker, which permits a session of 1 s. */
class SessionCustomizerStoreTest {
    private static final String NOWHERE = "127.0.0.1:1";

    @Test
    void aConsumerGetsTheRequestedSessionAndAFifthOfItForTheHeartbeat() {
        assertThat(customized(Map.of("group.id", "g", "bootstrap.servers", TestKafka.bootstrapServers())))
                .containsEntry("session.timeout.ms", "3000")
                .containsEntry("heartbeat.interval.ms", "600");
    }

    @Test
    void theSessionOfAChannelGoesBefore() {
        Map<String, Object> own = Map.of("group.id", "g", "bootstrap.servers", NOWHERE, "session.timeout.ms", "20000");

        assertThat(customized(own)).isEqualTo(own);
    }

    @Test
    void aProducerHasNone() {
        Map<String, Object> producer = Map.of("bootstrap.servers", NOWHERE);

        assertThat(customized(producer)).isEqualTo(producer);
    }

    @Test
    void aBrokerThatIsAwayDoesNotKeepTheConsumerFromStarting() {
        assertThat(customized(Map.of("group.id", "g", "bootstrap.servers", NOWHERE)))
                .containsEntry("session.timeout.ms", "10000")
                .containsEntry("heartbeat.interval.ms", "2000");
    }

    private static Map<String, Object> customized(Map<String, Object> client) {
        return new SessionCustomizer().customize("tasks", ConfigProvider.getConfig(), new HashMap<>(client));
    }
}
