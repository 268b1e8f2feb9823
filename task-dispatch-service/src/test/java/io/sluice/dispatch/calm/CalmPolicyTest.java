package io.sluice.dispatch.calm;

import static io.sluice.contracts.task.CalmCause.DATABASE_AWAY;
import static io.sluice.contracts.task.CalmCause.MASS_LOSS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.dispatch.calm.CalmPolicy.Facts;
import io.sluice.dispatch.calm.CalmPolicy.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalmPolicyTest {
    private static final CalmLimits LIMITS = CalmLimits.of(CalmUnderTest.CALM, CalmUnderTest.LEASES);
    private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");
    private static final State WORKING = new State(T0.minusSeconds(2), null, false);

    @ParameterizedTest
    @CsvSource({
        // counted, silent, expired, held
        "0, 0, 0, false", // nobody
        "1, 1, 1, false", // one is never most
        "2, 1, 1, false",
        "2, 2, 1, true",
        "2, 2, 0, false", // before the first lease has run out nothing could be lost
        "3, 2, 1, true",
        "4, 1, 1, false", // one of two agents, with two gateways
        "4, 2, 2, false", // a half
        "5, 3, 1, true",
        "20, 10, 10, false",
        "20, 11, 1, true", // 55 % exactly
        "1000, 549, 549, false",
        "1000, 550, 550, true"
    })
    void mostNodesAreSilentFromTheShareOn(long counted, long silent, long expired, boolean held) {
        LossDelay delay = CalmPolicy.next(WORKING, seen(0, counted, silent, expired), LIMITS)
                .delay();

        assertThat(delay != null).isEqualTo(held);
        if (delay != null) {
            assertThat(delay.cause()).isEqualTo(MASS_LOSS);
            assertThat(delay.until()).isEqualTo(at(300));
            assertThat(delay.what()).startsWith(silent + " of " + counted + " nodes");
        }
    }

    @ParameterizedTest
    @CsvSource({"6666, false", "6667, true", "30000, true"})
    void theDatabaseWasAwayWhenNoPulseWasWrittenForAThirdOfTheLease(long millis, boolean held) {
        State before = new State(T0.minusMillis(millis), null, false);

        LossDelay delay = CalmPolicy.next(before, seen(0, 5, 0, 0), LIMITS).delay();

        assertThat(delay != null).isEqualTo(held);
        if (delay != null) {
            assertThat(delay.cause()).isEqualTo(DATABASE_AWAY);
            assertThat(delay.until()).isEqualTo(at(60));
            assertThat(delay.what()).contains("away for " + millis / 1_000 + " s");
        }
    }

    @Example
    void withAShortLeaseThreePulsesHaveToBeMissing() {
        CalmLimits shorter =
                new CalmLimits(true, 55, 2, LIMITS.within(), LIMITS.grace(), LIMITS.longest(), Duration.ofSeconds(10));

        assertThat(shorter.awayAfter()).isEqualTo(Duration.ofSeconds(6));
    }

    @Example
    void theFirstPulseEverEndsNoOutage() {
        assertThat(CalmPolicy.next(new State(null, null, false), seen(0, 0, 0, 0), LIMITS))
                .isEqualTo(new State(T0, null, false));
    }

    @Example
    void theGraceEndsOnTheSecond() {
        State held = CalmPolicy.next(new State(at(-30), null, false), seen(0, 5, 5, 5), LIMITS);

        assertThat(CalmPolicy.next(pulsed(held, 58), seen(59, 5, 1, 1), LIMITS).delay())
                .isNotNull();
        assertThat(CalmPolicy.next(pulsed(held, 58), seen(60, 5, 1, 1), LIMITS).delay())
                .isNull();
    }

    @Example
    void whenMostAreStillSilentAfterTheGraceItIsAMassLossThatBeganWithTheGrace() {
        State held = CalmPolicy.next(new State(at(-30), null, false), seen(0, 5, 5, 5), LIMITS);

        LossDelay delay =
                CalmPolicy.next(pulsed(held, 58), seen(60, 5, 3, 3), LIMITS).delay();

        assertThat(delay.cause()).isEqualTo(MASS_LOSS);
        assertThat(delay.since()).isEqualTo(T0);
        assertThat(delay.until()).isEqualTo(at(300));
    }

    @Example
    void whenMostAreBackTheOthersHaveALeaseMore() {
        State held = CalmPolicy.next(WORKING, seen(0, 10, 10, 1), LIMITS);

        State back = CalmPolicy.next(pulsed(held, 28), seen(30, 10, 5, 5), LIMITS);
        assertThat(back.delay().until()).isEqualTo(at(50));

        State still = CalmPolicy.next(pulsed(back, 47), seen(49, 10, 1, 1), LIMITS);
        assertThat(still.delay().until()).as("it is not put off").isEqualTo(at(50));
        assertThat(CalmPolicy.next(pulsed(still, 49), seen(50, 10, 1, 1), LIMITS)
                        .delay())
                .isNull();
    }

    @Example
    void whenMostAreGoneAgainTheLimitIsTheOldOne() {
        State held = CalmPolicy.next(WORKING, seen(0, 10, 10, 1), LIMITS);
        State back = CalmPolicy.next(pulsed(held, 28), seen(30, 10, 5, 5), LIMITS);

        State gone = CalmPolicy.next(pulsed(back, 38), seen(40, 10, 6, 6), LIMITS);

        assertThat(gone.delay().until()).isEqualTo(at(300));
        assertThat(gone.delay().since()).isEqualTo(T0);
    }

    @Example
    void whatWasWaitedOutIsNotHeldAgainBeforeMostAreHeardOf() {
        State held = CalmPolicy.next(WORKING, seen(0, 10, 10, 1), LIMITS);

        State over = CalmPolicy.next(pulsed(held, 298), seen(300, 10, 6, 6), LIMITS);
        assertThat(over).isEqualTo(new State(at(300), null, true));
        State still = CalmPolicy.next(over, seen(302, 10, 10, 10), LIMITS);
        assertThat(still).isEqualTo(new State(at(302), null, true));
        State below = CalmPolicy.next(still, seen(304, 10, 5, 5), LIMITS);
        assertThat(below).isEqualTo(new State(at(304), null, false));
        assertThat(CalmPolicy.next(below, seen(306, 10, 6, 6), LIMITS).delay()).isNotNull();
    }

    @Example
    void theTimeForWhichTheDatabaseWasAwayIsNotHeldAgainstTheLimit() {
        State held = CalmPolicy.next(WORKING, seen(0, 10, 10, 1), LIMITS);

        LossDelay delay = CalmPolicy.next(pulsed(held, 290), seen(890, 10, 10, 10), LIMITS)
                .delay();

        assertThat(delay.cause()).isEqualTo(DATABASE_AWAY);
        assertThat(delay.since()).isEqualTo(T0);
        assertThat(delay.until()).isEqualTo(at(900 + 10)).as("a lease's time at least");
    }

    @Example
    void aDatabaseThatComesAndGoesDoesNotHoldThemForEver() {
        State state = new State(at(-7), null, false);
        long seconds = 0;
        while (true) {
            state = CalmPolicy.next(pulsed(state, seconds - 7), seen(seconds, 5, 1, 1), LIMITS);
            if (state.delay().until().isBefore(at(seconds + 50))) {
                break;
            }
            seconds += 50;
            assertThat(seconds).isLessThan(600);
        }
        assertThat(state.delay().atMost()).isBefore(at(seconds + 50));
    }

    @Property(tries = 300)
    void noneIsHeldPastTheLimit(@ForAll("days") List<Step> day) {
        run(day, (before, facts, after) -> {
            LossDelay delay = after.delay();
            if (delay != null) {
                assertThat(facts.now()).isBefore(delay.since().plus(LIMITS.longest()));
                assertThat(delay.until()).isAfter(facts.now());
            }
        });
    }

    @Property(tries = 300)
    void betweenTwoMassLossesMostWereHeardOf(@ForAll("days") List<Step> day) {
        boolean[] owed = {false};
        run(day, (before, facts, after) -> {
            if (before.delay() == null && after.delay() != null) {
                assertThat(owed[0]).isFalse();
            }
            boolean most = facts.silent() >= 2 && facts.silent() * 100 >= 55 * facts.counted();
            if (before.delay() != null && after.delay() == null) {
                owed[0] = most;
            } else if (!most) {
                owed[0] = false;
            }
        });
    }

    @Property(tries = 300)
    void aHoldBeginsOnlyWhenMostAreSilentAndOneOfThemWouldBeLost(@ForAll("days") List<Step> day) {
        run(day, (before, facts, after) -> {
            if (before.delay() == null && after.delay() != null) {
                assertThat(facts.silent()).isGreaterThanOrEqualTo(2);
                assertThat(facts.silent() * 100).isGreaterThanOrEqualTo(55 * facts.counted());
                assertThat(facts.expired()).isPositive();
            }
        });
    }

    @Property(tries = 300)
    void nothingIsLostWhileMostAreSilentWithinTheLimit(@ForAll("days") List<Step> day) {
        run(day, (before, facts, after) -> {
            boolean most = facts.silent() >= 2 && facts.silent() * 100 >= 55 * facts.counted();
            if (most && facts.expired() > 0 && after.delay() == null) {
                assertThat(after.waitedOut()).isTrue();
            }
        });
    }

    @Property(tries = 300)
    void anOutageIsAlwaysFollowedByAGrace(@ForAll("days") List<Step> day, @ForAll("outages") Duration outage) {
        State before = run(day, (one, facts, other) -> {});
        Instant back = before.pulseAt().plus(outage);

        LossDelay delay = CalmPolicy.next(before, new Facts(back, back.minusSeconds(70), 5, 5, 5), LIMITS)
                .delay();

        assertThat(delay).isNotNull();
        assertThat(delay.until()).isAfterOrEqualTo(back.plus(LIMITS.lease()));
        if (before.delay() == null) {
            assertThat(delay.until()).isEqualTo(back.plus(LIMITS.grace()));
        }
    }

    @Property(tries = 300)
    void switchedOffItHoldsNothing(@ForAll("days") List<Step> day, @ForAll("outages") Duration outage) {
        CalmLimits off =
                new CalmLimits(false, 55, 2, LIMITS.within(), LIMITS.grace(), LIMITS.longest(), LIMITS.lease());
        State state = run(day, (one, facts, other) -> {});
        Instant back = state.pulseAt().plus(outage);

        assertThat(CalmPolicy.next(state, new Facts(back, back.minusSeconds(70), 5, 5, 5), off)
                        .delay())
                .isNull();
    }

    @Provide
    Arbitrary<List<Step>> days() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6_600),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(0, 8))
                .as((millis, counted, silent, expired) -> new Step(
                        millis, counted, Math.min(silent, counted), Math.min(expired, Math.min(silent, counted))))
                // The same is seen for a while, as of nodes that stay away.
                .flatMap(step -> Arbitraries.integers().between(1, 120).map(times -> Collections.nCopies(times, step)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(parts -> parts.stream().flatMap(List::stream).toList());
    }

    @Provide
    Arbitrary<Duration> outages() {
        return Arbitraries.longs().between(6_667, 3_600_000).map(Duration::ofMillis);
    }

    /** The database works all along: the next look comes so many milliseconds later and sees so many nodes. */
    record Step(int millis, long counted, long silent, long expired) {}

    private interface Watcher {
        void see(State before, Facts facts, State after);
    }

    private static State run(List<Step> day, Watcher watcher) {
        State state = WORKING;
        for (Step step : day) {
            Instant now = state.pulseAt().plusMillis(step.millis());
            Facts facts = new Facts(now, now.minusSeconds(70), step.counted(), step.silent(), step.expired());
            State after = CalmPolicy.next(state, facts, LIMITS);
            assertThat(after.pulseAt()).isEqualTo(now);
            watcher.see(state, facts, after);
            state = after;
        }
        return state;
    }

    private static State pulsed(State state, long seconds) {
        return new State(at(seconds), state.delay(), state.waitedOut());
    }

    private static Facts seen(long seconds, long counted, long silent, long expired) {
        return new Facts(at(seconds), at(seconds - 70), counted, silent, expired);
    }

    private static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }
}
