package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.QueueSummary;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueLimitTest {
    private long queued;
    private long nowNanos;
    private int asked;
    private boolean away;

    private final Counter refused = Refusals.counter(new SimpleMeterRegistry(), "queue-limit");
    private final QueueLimit limit = new QueueLimit(
            () -> {
                asked++;
                return away
                        ? Uni.createFrom().failure(new IllegalStateException("away"))
                        : Uni.createFrom().item(new QueueSummary(queued, 0, 0, false, null, null, null, null));
            },
            10,
            () -> nowNanos,
            refused);

    @Test
    void theFirstSubmissionPassesAndAsks() {
        queued = 10;

        assertThatCode(limit::check).doesNotThrowAnyException();
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void aFullQueueIsRefusedFromTheLimitOn() {
        queued = 9;
        limit.check();
        assertThatCode(limit::check).doesNotThrowAnyException();

        queued = 10;
        pass(Duration.ofMillis(1_001));
        limit.check();

        assertThatThrownBy(limit::check).isInstanceOf(ProblemException.class).hasMessageContaining("queue-limit");
    }

    @Test
    void theCountIsAskedForOnceASecond() {
        for (int i = 0; i < 100; i++) {
            limit.check();
        }
        assertThat(asked).isEqualTo(1);

        pass(Duration.ofMillis(1_001));
        limit.check();

        assertThat(asked).isEqualTo(2);
    }

    @Test
    void anOldCountRefusesNothing() {
        queued = 10;
        limit.check();
        away = true;
        pass(Duration.ofSeconds(10));
        assertThatThrownBy(limit::check).isInstanceOf(ProblemException.class);

        pass(Duration.ofMillis(1));

        assertThatCode(limit::check).doesNotThrowAnyException();
    }

    @Test
    void manyAreRefusedTogetherAndEachIsCounted() {
        queued = 10;
        assertThat(limit.refusal(500)).isEmpty();

        assertThat(limit.refusal(500)).isPresent();

        assertThat(refused.count()).isEqualTo(500);
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }
}
