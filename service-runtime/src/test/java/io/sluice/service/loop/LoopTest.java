package io.sluice.service.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final ManualTimers timers = new ManualTimers();
    private final RepeatedFailure failure =
            new RepeatedFailure(Logger.getLogger(LoopTest.class), "a test fails", "a test works again");
    private final Deque<UniEmitter<? super Next>> rounds = new ArrayDeque<>();
    private Loop loop;

    @BeforeEach
    void atOnceWhenWoken() {
        loop = loop(Duration.ZERO);
    }

    @Test
    void nothingRunsBeforeTheStart() {
        loop.wake();
        timers.advance(SECOND);

        assertThat(rounds).isEmpty();
    }

    @Test
    void theStartIsAWakeUp() {
        loop.start();
        timers.advance(Duration.ZERO);

        assertThat(rounds).hasSize(1);
    }

    @Test
    void aRoundIsRepeatedWhenItSaysSo() {
        begin();
        end(Next.after(SECOND));

        timers.advance(SECOND.minusMillis(1));
        assertThat(rounds).isEmpty();
        timers.advance(Duration.ofMillis(1));
        assertThat(rounds).hasSize(1);
    }

    @Test
    void aRoundThatFindsNothingIsRepeatedWhenWokenAlone() {
        begin();
        end(Next.whenWoken());
        timers.advance(SECOND.multipliedBy(1000));
        assertThat(rounds).isEmpty();

        loop.wake();
        loop.wake();
        timers.advance(Duration.ZERO);
        assertThat(rounds).hasSize(1);
    }

    @Test
    void noWakeUpEndsARestAndThoseInItAreOneRoundAfterIt() {
        begin();
        loop.wake();
        end(Next.after(SECOND.multipliedBy(30)).notBefore(SECOND));
        loop.wake();
        timers.advance(SECOND.minusMillis(1));
        assertThat(rounds).isEmpty();

        timers.advance(Duration.ofMillis(1));
        timers.advance(Duration.ZERO);
        assertThat(rounds).hasSize(1);
        end(Next.whenWoken());
        timers.advance(SECOND.multipliedBy(1000));
        assertThat(rounds).isEmpty();
    }

    @Test
    void aRestInWhichNothingComesPutsOffNothing() {
        begin();
        end(Next.after(SECOND.multipliedBy(3)).notBefore(SECOND));

        timers.advance(SECOND);
        timers.advance(SECOND.multipliedBy(2).minusMillis(1));
        assertThat(rounds).isEmpty();
        timers.advance(Duration.ofMillis(1));
        assertThat(rounds).hasSize(1);
        end(Next.whenWoken().notBefore(SECOND));
        timers.advance(SECOND);
        assertThat(rounds).isEmpty();
        loop.wake();
        timers.advance(Duration.ZERO);
        assertThat(rounds).hasSize(1);
    }

    @Test
    void theStopEndsARest() {
        begin();
        end(Next.after(SECOND).notBefore(SECOND));
        loop.wake();
        loop.stop();

        timers.advance(SECOND.multipliedBy(2));
        assertThat(rounds).isEmpty();
    }

    @Test
    void wakeUpsDuringARoundAreOneMore() {
        begin();
        loop.wake();
        loop.wake();
        timers.advance(SECOND);
        assertThat(rounds).as("one at a time").hasSize(1);

        end(Next.whenWoken());
        timers.advance(Duration.ZERO);
        assertThat(rounds).hasSize(1);
        end(Next.whenWoken());
        timers.advance(SECOND);
        assertThat(rounds).isEmpty();
    }

    @Test
    void aWakeUpBringsTheNextRoundForward() {
        loop = loop(SECOND);
        begin();
        end(Next.after(SECOND.multipliedBy(30)));

        loop.wake();
        timers.advance(SECOND.dividedBy(2));
        loop.wake();
        timers.advance(SECOND.dividedBy(2));
        assertThat(rounds).as("a wake-up does not put off the one before").hasSize(1);
    }

    @Test
    void aWakeUpDoesNotPutOffARoundThatIsDueSooner() {
        loop = loop(SECOND);
        begin();
        loop.wake();
        end(Next.after(Duration.ofMillis(10)));

        timers.advance(Duration.ofMillis(10));
        assertThat(rounds).hasSize(1);
    }

    @Test
    void aWakeUpDoesNotPutOffARoundThatHasNearlyCome() {
        loop = loop(SECOND);
        begin();
        end(Next.after(SECOND.multipliedBy(10)));
        timers.advance(SECOND.multipliedBy(10).minusMillis(100));
        loop.wake();
        timers.advance(Duration.ofMillis(100));
        assertThat(rounds).hasSize(1);

        end(Next.whenWoken());
        timers.advance(SECOND);
        assertThat(rounds).as("the wake-up was before it").isEmpty();
    }

    @Test
    void aFailedRoundIsRepeatedAfterAPauseWhoeverWakesIt() {
        begin();
        fail("no database");
        loop.wake();
        timers.advance(RETRY.minusMillis(1));
        assertThat(rounds).isEmpty();
        assertThat(failure.tries()).isEqualTo(1);

        timers.advance(Duration.ofMillis(1));
        end(Next.whenWoken());
        assertThat(failure.tries()).isZero();
    }

    @Test
    void aRoundThatThrowsHasFailed() {
        loop = new Loop(timers, pace(Duration.ZERO), failure, () -> {
            throw new IllegalStateException("at once");
        });
        loop.start();
        timers.advance(Duration.ZERO);

        assertThat(failure.tries()).isEqualTo(1);
    }

    @Test
    void workThatAnotherReplicaDoesProvesNothing() {
        begin();
        fail("no broker");
        timers.advance(RETRY);
        end(Next.leftToAnother(SECOND));
        assertThat(failure.tries()).isEqualTo(1);

        loop.wake();
        timers.advance(SECOND.minusMillis(1));
        assertThat(rounds).as("it would find the other at work").isEmpty();
        timers.advance(Duration.ofMillis(1));
        end(Next.now());
        assertThat(failure.tries()).isZero();
    }

    @Test
    void nothingRunsAfterTheStop() {
        begin();
        end(Next.after(SECOND));
        loop.stop();
        loop.wake();
        timers.advance(SECOND);

        assertThat(rounds).isEmpty();
    }

    @Test
    void theRoundThatWasUnderWayAtTheStopIsTheLast() {
        begin();
        loop.stop();
        fail("it was cut off");
        timers.advance(RETRY);

        assertThat(rounds).isEmpty();
        assertThat(failure.tries()).as("nobody is told").isZero();
    }

    @Test
    void aRoundOfBeforeTheStopIsNoneOfTheNewStart() {
        begin();
        UniEmitter<? super Next> old = rounds.remove();
        loop.stop();
        begin();

        old.complete(Next.now());
        timers.advance(SECOND);
        assertThat(rounds).as("the old one's answer begins no second round").hasSize(1);
    }

    @Test
    void aSecondStartDoesNothing() {
        begin();
        loop.start();
        timers.advance(SECOND);

        assertThat(rounds).hasSize(1);
    }

    @Test
    void noRoundIsDueInThePast() {
        assertThatThrownBy(() -> Next.after(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    private Loop loop(Duration wakeDelay) {
        return new Loop(
                timers, pace(wakeDelay), failure, () -> Uni.createFrom().<Next>emitter(emitter -> rounds.add(emitter)));
    }

    private static Loop.Pace pace(Duration wakeDelay) {
        return Loop.Pace.withRetryPause(wakeDelay, Duration.ofHours(1), RETRY);
    }

    private void begin() {
        loop.start();
        timers.advance(SECOND);
        assertThat(rounds).hasSize(1);
    }

    private void end(Next next) {
        rounds.remove().complete(next);
    }

    private void fail(String message) {
        rounds.remove().fail(new IllegalStateException(message));
    }

    /** Time that passes when a test says so. */
    private static final class ManualTimers implements Timers {
        private final List<Timer> waiting = new ArrayList<>();
        private Duration now = Duration.ZERO;

        private record Timer(Duration due, Runnable action) {}

        @Override
        public Runnable after(Duration delay, Runnable action) {
            Timer timer = new Timer(now.plus(delay), action);
            waiting.add(timer);
            return () -> waiting.remove(timer);
        }

        void advance(Duration length) {
            now = now.plus(length);
            List<Timer> due = waiting.stream()
                    .filter(timer -> timer.due().compareTo(now) <= 0)
                    .toList();
            waiting.removeAll(due);
            due.forEach(timer -> timer.action().run());
        }
    }
}
