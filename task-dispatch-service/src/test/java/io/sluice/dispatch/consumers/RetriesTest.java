package io.sluice.dispatch.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Logger LOG = Logger.getLogger(RetriesTest.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final AtomicInteger tries = new AtomicInteger();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Retries retries = new Retries(LOG, "a test", "test", metrics);

    @Test
    void itIsTriedUntilItIsDone() {
        int done = retries.untilDone(() -> failing(2), failure -> false).await().atMost(TIMEOUT);

        assertThat(done).isEqualTo(3);
    }

    @Test
    void aHopelessFailureIsPassedOnAtOnce() {
        assertThatThrownBy(
                        () -> retries.untilDone(() -> failing(2), failure -> failure instanceof IllegalStateException)
                                .await()
                                .atMost(TIMEOUT))
                .isInstanceOf(IllegalStateException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void whatFailsTwiceWhileTheKnownGoodGoesThroughIsToBlame() {
        String outcome = retries.untilDoneOrToBlame(
                        () -> failing(Integer.MAX_VALUE).map(done -> "done"), RetriesTest::good, failure -> "to blame")
                .await()
                .atMost(TIMEOUT);

        assertThat(outcome).isEqualTo("to blame");
        assertThat(tries).hasValue(2);
    }

    @Test
    void whatFailsOnceIsNotToBlame() {
        assertThat(retries.untilDoneOrToBlame(() -> failing(1), RetriesTest::good, failure -> -1)
                        .await()
                        .atMost(TIMEOUT))
                .isEqualTo(2);
    }

    @Test
    void nothingIsToBlameWhileTheKnownGoodFailsToo() {
        AtomicInteger rehearsals = new AtomicInteger();

        int done = retries.untilDoneOrToBlame(
                        () -> failing(4),
                        () -> rehearsals.incrementAndGet() <= 4
                                ? Uni.createFrom().failure(new IllegalStateException("nor this"))
                                : good(),
                        failure -> -1)
                .await()
                .atMost(TIMEOUT);

        assertThat(done).isEqualTo(5);
        assertThat(rehearsals).hasValue(4);
    }

    @Test
    void anOutageIsNeverToBlameHoweverOftenItComes() {
        AtomicBoolean rehearsed = new AtomicBoolean();

        int done = retries.untilDoneOrToBlame(
                        () -> tries.incrementAndGet() <= 4
                                ? Uni.createFrom().<Integer>failure(new IOException("reset"))
                                : Uni.createFrom().item(tries.get()),
                        () -> {
                            rehearsed.set(true);
                            return good();
                        },
                        failure -> -1)
                .await()
                .atMost(TIMEOUT);

        assertThat(done).isEqualTo(5);
        assertThat(rehearsed).isFalse();
    }

    @Test
    void howLongItIsBlockedCanBeSeenUntilItIsDone() {
        AtomicInteger shown = new AtomicInteger();

        retries.untilDone(
                        () -> {
                            if (blocked() > 0) {
                                shown.incrementAndGet();
                            }
                            return failing(2);
                        },
                        failure -> false)
                .await()
                .atMost(TIMEOUT);

        assertThat(shown).hasValue(2);
        assertThat(blocked()).isZero();
    }

    private double blocked() {
        return metrics.get("sluice.dispatch.blocked")
                .tag("work", "test")
                .gauge()
                .value();
    }

    private static Uni<Void> good() {
        return Uni.createFrom().voidItem();
    }

    private Uni<Integer> failing(int times) {
        return tries.incrementAndGet() <= times
                ? Uni.createFrom().failure(new IllegalStateException("not yet"))
                : Uni.createFrom().item(tries.get());
    }
}
