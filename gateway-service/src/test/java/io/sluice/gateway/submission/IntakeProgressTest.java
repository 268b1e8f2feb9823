package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IntakeProgressTest {
    private volatile IntakePosition end = at(5);
    private volatile IntakePosition reached = at(0);
    private final AtomicInteger endsAsked = new AtomicInteger();
    private final AtomicInteger rounds = new AtomicInteger();

    private final IntakeProgress progress = new IntakeProgress(
            () -> {
                endsAsked.incrementAndGet();
                return Uni.createFrom().item(() -> end);
            },
            () -> {
                rounds.incrementAndGet();
                return Uni.createFrom().item(() -> reached);
            });

    @Test
    void whoeverComesAfterTheEndDoesNotWait() {
        reached = at(5);

        waiter().assertCompleted();
    }

    @Test
    void aReaderThatIsBehindIsAwaited() {
        UniAssertSubscriber<Void> waiter = waiter();
        reached = at(4);
        int before = rounds.get();
        await("another look").until(() -> rounds.get() > before + 1);
        waiter.assertNotTerminated();

        reached = at(5);

        waiter.awaitItem().assertCompleted();
    }

    @Test
    void whatIsWrittenLaterIsNotAwaited() {
        UniAssertSubscriber<Void> waiter = waiter();
        end = at(1_000);
        reached = at(5);

        waiter.awaitItem().assertCompleted();
    }

    @Test
    void manyThatWaitShareTheQuestions() {
        for (int i = 0; i < 100; i++) {
            waiter();
        }
        UniAssertSubscriber<Void> last = waiter();
        reached = at(5);

        last.awaitItem().assertCompleted();
        assertThat(endsAsked.get()).isLessThan(10);
    }

    @Test
    void whoComesDuringARoundIsHeldToAnEndThatIsReadLater() {
        AtomicInteger asked = new AtomicInteger();
        UniEmitter<?>[] open = new UniEmitter<?>[1];
        IntakeProgress slow = new IntakeProgress(
                () -> asked.incrementAndGet() == 1
                        ? Uni.createFrom().<IntakePosition>emitter(emitter -> open[0] = emitter)
                        : Uni.createFrom().item(at(7)),
                () -> Uni.createFrom().item(() -> reached));
        UniAssertSubscriber<Void> first = slow.caughtUp().subscribe().withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<Void> second = slow.caughtUp().subscribe().withSubscriber(UniAssertSubscriber.create());
        reached = at(6);

        complete(open[0], at(6));

        first.awaitItem().assertCompleted();
        await("the second end").until(() -> asked.get() == 2);
        second.assertNotTerminated();
        reached = at(7);
        second.awaitItem().assertCompleted();
    }

    @Test
    void nobodyIsAskedOnceNobodyWaits() {
        UniAssertSubscriber<Void> waiter = waiter();
        waiter.cancel();
        await("the rounds stop").until(() -> {
            int before = rounds.get();
            return await("two looks at the count")
                            .pollDelay(java.time.Duration.ofMillis(150))
                            .until(rounds::get, now -> true)
                    == before;
        });

        reached = at(5);
        waiter().assertCompleted();
    }

    @Test
    void whatKafkaDoesNotTellFailsThoseWhoWaitAndNobodyElse() {
        AtomicInteger asked = new AtomicInteger();
        IntakeProgress broken = new IntakeProgress(
                () -> Uni.createFrom().item(at(0)),
                () -> asked.incrementAndGet() == 1
                        ? Uni.createFrom().failure(new IllegalStateException("away"))
                        : Uni.createFrom().item(at(0)));

        broken.caughtUp()
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .awaitFailure()
                .assertFailedWith(IllegalStateException.class, "away");
        await("it works again")
                .until(() -> broken.caughtUp()
                                .subscribe()
                                .withSubscriber(UniAssertSubscriber.create())
                                .awaitItem()
                                .getFailure()
                        == null);
    }

    @Test
    void aPartitionThatWasNeverReadCountsAsNothing() {
        assertThat(new IntakePosition(Map.of(0, 3L)).hasReached(new IntakePosition(Map.of(0, 3L, 1, 0L))))
                .isTrue();
        assertThat(new IntakePosition(Map.of(0, 3L)).hasReached(new IntakePosition(Map.of(0, 3L, 1, 1L))))
                .isFalse();
        assertThat(new IntakePosition(Map.of()).hasReached(new IntakePosition(Map.of())))
                .isTrue();
    }

    private UniAssertSubscriber<Void> waiter() {
        return progress.caughtUp().subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @SuppressWarnings("unchecked")
    private static void complete(UniEmitter<?> emitter, IntakePosition position) {
        ((UniEmitter<? super IntakePosition>) emitter).complete(position);
    }

    private static IntakePosition at(long offset) {
        return new IntakePosition(Map.of(0, offset));
    }
}
