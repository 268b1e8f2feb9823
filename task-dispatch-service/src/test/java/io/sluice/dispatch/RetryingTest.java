package io.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

class RetryingTest {
    private static final Logger LOG = Logger.getLogger(RetryingTest.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void itIsTriedUntilItIsDone() {
        int done = Retrying.untilDone(LOG, "a test", () -> failing(2), failure -> false)
                .await()
                .atMost(PATIENCE);

        assertThat(done).isEqualTo(3);
    }

    @Test
    void aHopelessFailureIsPassedOnAtOnce() {
        assertThatThrownBy(() -> Retrying.untilDone(
                                LOG, "a test", () -> failing(2), failure -> failure instanceof IllegalStateException)
                        .await()
                        .atMost(PATIENCE))
                .isInstanceOf(IllegalStateException.class);
        assertThat(tries).hasValue(1);
    }

    private Uni<Integer> failing(int times) {
        return tries.incrementAndGet() <= times
                ? Uni.createFrom().failure(new IllegalStateException("not yet"))
                : Uni.createFrom().item(tries.get());
    }
}
