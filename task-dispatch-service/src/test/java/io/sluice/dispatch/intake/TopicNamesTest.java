package io.sluice.dispatch.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The channels' settings can't name a constant; what they name is what the other services read and write. */
class TopicNamesTest {
    private final Properties settings = new Properties();

    @BeforeEach
    void readTheSettings() throws IOException {
        try (InputStream in = TopicNamesTest.class.getResourceAsStream("/application.properties")) {
            settings.load(Objects.requireNonNull(in));
        }
    }

    @Test
    void channelsAreThoseOfTheContracts() {
        assertThat(settings)
                .containsEntry("mp.messaging.incoming.tasks.topic", Topics.TASKS)
                .containsEntry("mp.messaging.incoming.tasks.group.id", Topics.DISPATCH_GROUP)
                .containsEntry("mp.messaging.incoming.node-events.topic", Topics.NODE_EVENTS)
                .containsEntry("mp.messaging.outgoing.dead-letters.topic", Topics.TASKS_DEAD_LETTER);
    }
}
