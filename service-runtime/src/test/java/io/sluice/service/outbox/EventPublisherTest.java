package io.sluice.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.service.outbox.EventPublisher.Published;
import io.sluice.test.Settings;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaProducer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final OutboxConfig CONFIG = Settings.of(OutboxConfig.class, "sluice.outbox.source", "/sluice/test");
    private static final List<Event> EVENTS =
            List.of(new Event("topic", "key", "type", "{}", UUID.randomUUID(), Instant.EPOCH));

    private final ReactiveKafkaProducer<String, byte[]> channel = TestChannel.to("127.0.0.1:1");
    private final EventPublisher publisher = new EventPublisher(() -> channel, CONFIG);

    @AfterEach
    void close() {
        channel.close();
    }

    @Test
    void closingEndsABatchThatWaitsForABroker() {
        CompletableFuture<Published> underWay = publisher.publish(EVENTS).subscribeAsCompletionStage();
        await("its client is made").atMost(TIMEOUT).until(() -> channel.unwrap() != null);

        publisher.close();

        Throwable fault = underWay.handle((published, stopped) -> stopped == null ? published.fault() : stopped)
                .join();
        assertThat(fault)
                .isNotNull()
                .isNotInstanceOf(TimeoutException.class)
                .isNotInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
    }

    @Test
    void nothingIsSentAfterClosing() {
        publisher.close();

        assertThatThrownBy(() -> publisher.publish(EVENTS).await().atMost(TIMEOUT))
                .hasMessage("the service stops");
    }

    @Test
    void aChannelThatIsNotOpenFailsTheBatchAndNotTheCaller() {
        EventPublisher early = new EventPublisher(() -> null, CONFIG);

        assertThatThrownBy(() -> early.publish(EVENTS).await().atMost(TIMEOUT)).hasMessageContaining("not open");
    }
}
