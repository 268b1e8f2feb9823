package io.sluice.verification;

import static io.sluice.verification.HistoryBuilder.at;
import static io.sluice.verification.HistoryBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.verification.HistoryBuilder.TaskBuilder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CheckerTest {
    private static final String SILENT = CalmRule.NOT_HEARD_OF + ".";

    private final HistoryBuilder history = new HistoryBuilder().cap("a", 5).cap("b", 5);

    @Test
    void anEmptyHistoryKeepsEverythingAndHadNoChance() {
        Verdict verdict = new HistoryBuilder().check();

        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.findings().keySet()).containsExactlyInAnyOrder(Promise.values());
        assertThat(verdict.findings().values())
                .allSatisfy(finding -> assertThat(finding.chances()).isZero());
    }

    @Test
    void anUnbrokenHistoryKeepsEverythingAndItsChancesAreCounted() {
        history.cap("a", 3).cap("b", 100);
        TaskBuilder plain = history.task(Guarantee.ONCE).succeeded("a", 1, 3);
        history.task(Guarantee.ONCE).succeeded("a", 2, 4);
        history.task(Guarantee.EXCLUSIVE).lost("a", 5, 40).succeeded("b", 41, 42);
        TaskBuilder twice = history.task(Guarantee.IDEMPOTENT);
        twice.start(1, "a").attempt(1, "a", 6, 30.0, AttemptState.LOST, SILENT, 3);
        twice.start(2, "b", 1, false).end(2, "b").end(1, "a").attempt("b", 31, 33.0, AttemptState.SUCCEEDED);
        twice.is(TaskState.SUCCEEDED, 33);
        history.task(Guarantee.ONCE).lost("a", 7, 20).is(TaskState.FAILED, 20);
        TaskBuilder stopped = history.task(Guarantee.ONCE)
                .start(1, "b")
                .attempt("b", 50, 52.0, AttemptState.CANCELED)
                .is(TaskState.CANCELED, 52);
        history.task(Guarantee.ONCE).queueLimit(10).is(TaskState.EXPIRED, 10);
        history.replayed("key-1", plain.id, plain.id)
                .refused("bad", "priority", 400, "invalid-request", "priority")
                .canceled(stopped.id, 51, 51.5, 200)
                .canceled(plain.id, 10, 11.0, 409)
                .canceled(plain.id, 12, null, null);
        history.operators().drained(node("a"), at(34), at(35), true);
        history.operators().seenDrained(node("a"), at(44), at(45));
        history.operators().lifted(node("a"), at(60), at(61));
        history.operators().calmExpected(at(10), at(25), "most nodes are cut off");

        Verdict verdict = history.check();

        assertThat(broken(verdict)).isEmpty();
        assertThat(verdict.of(Promise.CAP).chances())
                .as("two or three of three slots of a")
                .isEqualTo(3);
        assertThat(verdict.of(Promise.BARRIER).chances()).isEqualTo(2);
        assertThat(verdict.of(Promise.FENCING).chances())
                .as("3 refused, 1 late end")
                .isEqualTo(4);
        assertThat(verdict.of(Promise.NOTHING_LOST).chances()).isEqualTo(7);
        assertThat(verdict.of(Promise.ONCE).chances()).isEqualTo(1);
        assertThat(verdict.of(Promise.NO_OVERLAP).chances()).isEqualTo(1);
        assertThat(verdict.of(Promise.ONE_RESULT).chances()).isEqualTo(1);
        assertThat(verdict.of(Promise.QUEUE_LIMIT).chances()).isEqualTo(1);
        assertThat(verdict.of(Promise.REFUSAL).chances()).isEqualTo(1);
        assertThat(verdict.of(Promise.CALM).chances()).as("live at 10 s").isEqualTo(3);
        assertThat(verdict.of(Promise.CANCEL).chances()).isEqualTo(1);
        assertThat(verdict.notes()).anyMatch(note -> note.contains("1 idempotent tasks really ran twice"));
    }

    private static Set<Promise> broken(Verdict verdict) {
        return verdict.findings().entrySet().stream()
                .filter(entry -> !entry.getValue().breaches().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Promise.class)));
    }

    private void assertHolds() {
        Verdict verdict = history.check();
        assertThat(verdict.holds()).as("%s", verdict.findings()).isTrue();
    }

    /** By the right rule, by that rule alone, once, with a sentence that tells where to look. */
    private void assertBroken(Promise promise, String... words) {
        Verdict verdict = history.check();
        assertThat(broken(verdict)).as("%s", verdict.findings()).containsExactly(promise);
        assertThat(verdict.of(promise).breaches())
                .singleElement()
                .satisfies(sentence -> assertThat(List.of(words))
                        .allSatisfy(word -> assertThat(sentence).contains(word)));
        assertThat(verdict.holds()).isFalse();
    }

    @Nested
    class Cap {
        private void fill(int count, double from) {
            for (int i = 0; i < count; i++) {
                history.task(Guarantee.ONCE).succeeded("a", from + i, from + 100);
            }
        }

        @Test
        void asManyAsTheCapHold() {
            fill(5, 0);

            assertHolds();
        }

        @Test
        void oneMoreThanTheCapIsABreach() {
            fill(6, 0);

            assertBroken(Promise.CAP, "Node a", "6 live", "cap was 5", at(5).toString());
        }

        @Test
        void anAttemptThatEndsWhenAnotherIsAssignedHasLeftItsSlot() {
            fill(4, 0);
            history.task(Guarantee.ONCE).succeeded("a", 10, 20);
            history.task(Guarantee.ONCE).succeeded("a", 20, 30);

            assertHolds();
        }

        @Test
        void anAttemptThatHasNotEndedKeepsItsSlot() {
            fill(5, 0);
            history.stray(Guarantee.ONCE, "other")
                    .attempt("a", 50, null, AttemptState.RUNNING)
                    .isStill(TaskState.RUNNING);

            assertBroken(Promise.CAP, "6 live");
        }

        @Test
        void aRaisedCapHoldsFromTheAskingOn() {
            fill(6, 0);
            history.operators().capAsked(node("a"), 6, at(4.5), at(20));

            assertHolds();
        }

        @Test
        void aRaisedCapDoesNotHoldBeforeItWasAskedFor() {
            fill(6, 0);
            history.operators().capAsked(node("a"), 6, at(5.5), at(6));

            assertBroken(Promise.CAP);
        }

        @Test
        void aLoweredCapEndsNothing() {
            fill(5, 0);
            history.operators().capAsked(node("a"), 1, at(6), at(7));

            assertHolds();
        }

        @Test
        void theOldCapHoldsUntilTheAnswer() {
            fill(5, 0);
            history.operators().capAsked(node("a"), 1, at(1), at(10));

            assertHolds();
        }

        @Test
        void anAssignmentAfterTheAnswerOfALoweredCapIsABreach() {
            fill(2, 10);
            history.operators().capAsked(node("a"), 1, at(1), at(2));

            assertBroken(Promise.CAP, "cap was 1");
        }

        @Test
        void aCapWithoutAnAnswerLeavesBothPossible() {
            fill(5, 10);
            history.operators().capAsked(node("a"), 1, at(1), null);

            assertHolds();
        }

        @Test
        void aLaterAnswerSettlesWhatWasNotAnswered() {
            fill(2, 10);
            history.operators().capAsked(node("a"), 7, at(1), null);
            history.operators().capAsked(node("a"), 1, at(2), at(3));

            assertBroken(Promise.CAP, "cap was 1");
        }

        @Test
        void anAnswerToWhatWasAskedBesideItSettlesNothing() {
            fill(2, 10);
            history.operators().capAsked(node("a"), 7, at(1), at(4));
            history.operators().capAsked(node("a"), 1, at(2), at(3));

            assertHolds();
        }

        @Test
        void whatTheClocksLeaveOpenIsNoBreach() {
            fill(6, 0);
            history.operators().capAsked(node("a"), 6, at(5.5), at(6));
            history.clocksAgree(Duration.ofSeconds(1));

            assertHolds();
        }

        @Test
        void otherNodesHaveTheirOwnCap() {
            fill(5, 0);
            history.operators().capAsked(node("b"), 1, at(0), at(0));

            assertHolds();
        }

        @Test
        void aNodeOfUnknownCapIsNoted() {
            history.task(Guarantee.ONCE).succeeded("c", 1, 2);

            assertHolds();
            assertThat(history.check().notes()).anyMatch(note -> note.contains("node c"));
        }
    }

    @Nested
    class Barrier {
        @Test
        void anAssignmentBehindTheBarrierIsABreach() {
            TaskBuilder task = history.task(Guarantee.ONCE).succeeded("a", 10, 11);
            history.operators().drained(node("a"), at(1), at(2), true);

            assertBroken(Promise.BARRIER, task.id.toString(), "node a", at(10).toString(), at(2).toString());
        }

        @Test
        void anAssignmentBeforeTheAnswerIsNone() {
            history.task(Guarantee.ONCE).succeeded("a", 1.5, 11);
            history.operators().drained(node("a"), at(1), at(2), true);

            assertHolds();
        }

        @Test
        void anAssignmentOnceTheLiftWasAskedForIsNone() {
            history.task(Guarantee.ONCE).succeeded("a", 10, 11);
            history.operators().drained(node("a"), at(1), at(2), true);
            history.operators().lifted(node("a"), at(9), null);

            assertHolds();
        }

        @Test
        void anAssignmentBeforeTheLiftWasAskedForIsABreach() {
            history.task(Guarantee.ONCE).succeeded("a", 10, 11);
            history.operators().drained(node("a"), at(1), at(2), true);
            history.operators().lifted(node("a"), at(12), at(13));

            assertBroken(Promise.BARRIER);
        }

        @Test
        void aDrainWithoutItsBarrierPromisesNothing() {
            history.task(Guarantee.ONCE).succeeded("a", 10, 11);
            history.operators().drained(node("a"), at(1), at(2), false);

            assertHolds();
        }

        @Test
        void aLiftOnItsWayWhileTheDrainWasAskedForMayHaveComeAfterIt() {
            history.task(Guarantee.ONCE).succeeded("a", 10, 11);
            history.operators().lifted(node("a"), at(0), at(1.5));
            history.operators().drained(node("a"), at(1), at(2), true);

            assertHolds();
        }

        @Test
        void aLiftThatWasOverBeforeTheDrainUndoesNothing() {
            history.task(Guarantee.ONCE).succeeded("a", 10, 11);
            history.operators().lifted(node("a"), at(0), at(0.5));
            history.operators().drained(node("a"), at(1), at(2), true);

            assertBroken(Promise.BARRIER);
        }

        @Test
        void aRetiredIncarnationGetsNothing() {
            history.task(Guarantee.ONCE).succeeded("a", 10, 11);
            history.operators().retired(node("a"), new Epoch(1), at(1), at(2));

            assertBroken(Promise.BARRIER, "retired");
        }

        @Test
        void aNewIncarnationOfARetiredNameDoes() {
            history.task(Guarantee.ONCE)
                    .attempt("a", 10, 11.0, AttemptState.CANCELED)
                    .is(TaskState.CANCELED, 11);
            history.operators().drained(node("a"), at(0), at(0.5), true);
            history.operators().retired(node("a"), new Epoch(1), at(1), null);

            assertHolds();
        }

        @Test
        void drainedIsSaidTooEarly() {
            history.task(Guarantee.ONCE).succeeded("a", 1, 11);
            history.operators().seenDrained(node("a"), at(5), at(6));

            assertBroken(Promise.BARRIER, "DRAINED");
        }

        @Test
        void drainedMayBeSaidWhenTheLastAttemptEndedMeanwhile() {
            history.task(Guarantee.ONCE).succeeded("a", 1, 5.5);
            history.operators().seenDrained(node("a"), at(5), at(6));

            assertHolds();
        }
    }

    @Nested
    class Fencing {
        @Test
        void aSecondAttemptBesideALiveOneIsABreach() {
            TaskBuilder task =
                    history.task(Guarantee.EXCLUSIVE).lost("a", 1, 10).succeeded("b", 9, 11);

            assertBroken(Promise.FENCING, task.id.toString(), "node a", "node b", at(9).toString());
        }

        @Test
        void anAttemptThatNeverEndedBeforeTheNextIsABreach() {
            history.task(Guarantee.EXCLUSIVE)
                    .start(1, "a")
                    .attempt("a", 1, null, AttemptState.RUNNING)
                    .succeeded("b", 9, 11);

            assertBroken(Promise.FENCING, "is live");
        }

        @Test
        void aLiveAttemptOfAnEndedTaskIsABreach() {
            history.task(Guarantee.ONCE)
                    .start(1, "a")
                    .attempt("a", 1, null, AttemptState.RUNNING)
                    .is(TaskState.CANCELED, 3);

            assertBroken(Promise.FENCING, "is live", "CANCELED");
        }

        @Test
        void aMissingNumberIsABreach() {
            history.task(Guarantee.EXCLUSIVE)
                    .lost("a", 1, 2)
                    .start(3, "b")
                    .end(3, "b")
                    .attempt(3, "b", 3, 4.0, AttemptState.SUCCEEDED, null, 0)
                    .is(TaskState.SUCCEEDED, 4);

            assertBroken(Promise.FENCING, "1, 3");
        }

        @Test
        void anAttemptThatIsStartedTwiceIsABreach() {
            history.task(Guarantee.IDEMPOTENT).start(1, "a").succeeded("a", 1, 2);

            assertBroken(Promise.FENCING, "one had been before", "line 2");
        }

        @Test
        void aStartThatTheApiDoesNotKnowIsABreach() {
            history.task(Guarantee.IDEMPOTENT).succeeded("a", 1, 2).start(2, "b");

            assertBroken(Promise.FENCING, "attempt 2", "knows of no such");
        }

        @Test
        void aStartOnAnotherNodeThanAssignedIsABreach() {
            history.task(Guarantee.IDEMPOTENT)
                    .start(1, "b")
                    .lostUnstarted("a", 1, 2, SILENT)
                    .succeeded("b", 3, 4);

            assertBroken(Promise.FENCING, "node b", "node a");
        }

        @Test
        void aStartInAnotherEpochThanAssignedIsABreach() {
            history.task(Guarantee.IDEMPOTENT)
                    .start(1, "a", 2, true)
                    .lostUnstarted("a", 1, 2, SILENT)
                    .succeeded("b", 3, 4);

            assertBroken(Promise.FENCING, "epoch 2");
        }

        @Test
        void aSuccessWithoutAnEndIsABreach() {
            history.task(Guarantee.IDEMPOTENT)
                    .start(1, "a")
                    .attempt("a", 1, 2.0, AttemptState.SUCCEEDED)
                    .is(TaskState.SUCCEEDED, 2);

            assertBroken(Promise.FENCING, "never wrote its end");
        }

        @Test
        void theEndOfAnotherAttemptIsNotTheEndOfThisOne() {
            history.task(Guarantee.IDEMPOTENT)
                    .lost("a", 1, 2)
                    .end(1, "a")
                    .start(2, "b")
                    .attempt("b", 3, 4.0, AttemptState.SUCCEEDED)
                    .is(TaskState.SUCCEEDED, 4);

            assertBroken(Promise.FENCING, "Attempt 2");
        }

        @Test
        void anEndWithoutAStartIsABreach() {
            history.task(Guarantee.IDEMPOTENT)
                    .end(1, "a")
                    .attempt("a", 1, 2.0, AttemptState.SUCCEEDED)
                    .is(TaskState.SUCCEEDED, 2);

            assertBroken(Promise.FENCING, "no start");
        }

        @Test
        void twoEndsOfAnAttemptAreABreach() {
            history.task(Guarantee.IDEMPOTENT).succeeded("a", 1, 2).end(1, "a");

            assertBroken(Promise.FENCING, "one had before");
        }

        @Test
        void aTaskThatSucceededByALostAttemptIsABreach() {
            history.task(Guarantee.IDEMPOTENT).lost("a", 1, 2).end(1, "a").is(TaskState.SUCCEEDED, 3);

            assertBroken(Promise.FENCING, "its last attempt is not");
        }

        @Test
        void aTaskThatFailedThoughItsAttemptSucceededIsABreach() {
            history.task(Guarantee.IDEMPOTENT).succeeded("a", 1, 2).is(TaskState.FAILED, 2);

            assertBroken(Promise.FENCING, "FAILED");
        }

        @Test
        void anExclusiveTaskThatIsRunAgainAfterItsResultIsABreach() {
            history.task(Guarantee.EXCLUSIVE).succeeded("a", 1, 2).succeeded("b", 3, 4);

            assertBroken(Promise.FENCING, "another attempt followed");
        }

        @Test
        void aLateProcessOfALostIdempotentAttemptIsNone() {
            history.task(Guarantee.IDEMPOTENT)
                    .lostUnstarted("a", 1, 2, SILENT)
                    .succeeded("b", 3, 4)
                    .start(1, "a", 1, false)
                    .end(1, "a");

            assertHolds();
        }

        @Test
        void aTaskThatNoWitnessWasAskedForMaySucceedUnseen() {
            history.stray(Guarantee.ONCE, "somebody's")
                    .attempt("a", 1, 2.0, AttemptState.SUCCEEDED)
                    .is(TaskState.SUCCEEDED, 2);

            assertHolds();
        }
    }

    @Nested
    class NothingLost {
        @Test
        void anAcceptedTaskThatTheApiDoesNotKnowIsABreach() {
            TaskBuilder task = history.task(Guarantee.ONCE);
            history.forget(task.id);

            assertBroken(Promise.NOTHING_LOST, task.id.toString(), "key-1");
        }

        @Test
        void anAcceptedTaskThatNeverEndedIsABreach() {
            history.task(Guarantee.ONCE).isStill(TaskState.QUEUED);

            assertBroken(Promise.NOTHING_LOST, "QUEUED");
        }

        @Test
        void aReplayedKeyWithAnotherTaskIsABreach() {
            TaskBuilder first = history.task(Guarantee.ONCE).succeeded("a", 1, 2);
            TaskBuilder second = history.stray(Guarantee.ONCE, "key-1").succeeded("a", 1, 2);
            history.replayed("key-1", first.id, second.id);

            assertBroken(Promise.NOTHING_LOST, first.id.toString(), second.id.toString());
        }

        @Test
        void aTaskOfTwoKeysIsABreach() {
            TaskBuilder task = history.task(Guarantee.ONCE).succeeded("a", 1, 2);
            history.accepted(task.id, "other");

            assertBroken(Promise.NOTHING_LOST, "key-1", "other");
        }

        @Test
        void aSecondTaskOfAKeyThatNobodyWasToldOfIsABreach() {
            history.task(Guarantee.ONCE).succeeded("a", 1, 2);
            history.stray(Guarantee.ONCE, "key-1").succeeded("a", 1, 2);

            assertBroken(Promise.NOTHING_LOST, "key-1");
        }

        @Test
        void aTaskWithAnotherGuaranteeThanAskedForIsABreach() {
            history.task(Guarantee.ONCE).succeeded("a", 1, 2).became(Guarantee.IDEMPOTENT);

            assertBroken(Promise.NOTHING_LOST, "ONCE", "IDEMPOTENT");
        }
    }

    @Nested
    class Once {
        @Test
        void aSecondAttemptAfterALossIsABreach() {
            TaskBuilder task = history.task(Guarantee.ONCE).lost("a", 1, 2).succeeded("b", 3, 4);

            assertBroken(Promise.ONCE, task.id.toString(), "node a", "node b", "LOST");
        }

        @Test
        void aSecondAttemptAfterALossIsABreachThoughTheFirstNeverStarted() {
            history.task(Guarantee.ONCE).lostUnstarted("a", 1, 2, SILENT).succeeded("b", 3, 4);

            assertBroken(Promise.ONCE);
        }

        @Test
        void aSecondAttemptAfterAResultIsABreach() {
            history.task(Guarantee.ONCE)
                    .start(1, "a")
                    .attempt("a", 1, 2.0, AttemptState.FAILED)
                    .succeeded("b", 3, 4);

            assertBroken(Promise.ONCE, "FAILED");
        }

        @Test
        void aSecondStartOfTheAttemptIsABreach() {
            history.task(Guarantee.ONCE).start(1, "a").succeeded("a", 1, 2);

            assertBroken(Promise.ONCE, "one had been before");
        }

        @Test
        void anAttemptThatAnOperatorEndedForAnotherNodeMayBeFollowed() {
            history.task(Guarantee.ONCE)
                    .start(1, "a")
                    .attempt("a", 1, 2.0, AttemptState.CANCELED)
                    .succeeded("b", 3, 4);

            assertHolds();
        }

        @Test
        void aFaultOfItsNodeIsAChance() {
            history.task(Guarantee.ONCE).succeeded("a", 1, 5);
            history.task(Guarantee.ONCE).succeeded("b", 1, 5);
            history.operators().faulted(node("a"), "paused", at(2), at(3));
            history.operators().faulted(node("b"), "paused", at(6), at(7));

            assertThat(history.check().of(Promise.ONCE).chances()).isEqualTo(1);
        }
    }

    @Nested
    class NoOverlap {
        @Test
        void aStartBesideALivingProcessIsABreach() {
            TaskBuilder task = history.task(Guarantee.EXCLUSIVE).lost("a", 1, 31);
            task.start(2, "b", 1, false)
                    .end(2, "b")
                    .attempt("b", 32, 33.0, AttemptState.SUCCEEDED)
                    .is(TaskState.SUCCEEDED, 33);

            assertBroken(Promise.NO_OVERLAP, task.id.toString(), "Attempt 2", "node b", "line 2");
        }

        @Test
        void anEndAfterTheNextStartIsABreachWhateverTheLockSays() {
            history.task(Guarantee.EXCLUSIVE)
                    .lost("a", 1, 31)
                    .start(2, "b")
                    .end(1, "a")
                    .end(2, "b")
                    .attempt("b", 32, 33.0, AttemptState.SUCCEEDED)
                    .is(TaskState.SUCCEEDED, 33);

            assertBroken(Promise.NO_OVERLAP, "Attempt 1", "wrote its end after attempt 2");
        }

        @Test
        void aLateStartOfALostAttemptIsABreach() {
            history.task(Guarantee.EXCLUSIVE)
                    .lostUnstarted("a", 1, 31, SILENT)
                    .succeeded("b", 32, 33)
                    .start(1, "a");

            assertBroken(Promise.NO_OVERLAP, "Attempt 1", "was started after attempt 2");
        }

        @Test
        void idempotentTasksMayOverlap() {
            history.task(Guarantee.IDEMPOTENT)
                    .lost("a", 1, 21)
                    .start(2, "b", 1, false)
                    .end(2, "b")
                    .attempt("b", 22, 23.0, AttemptState.SUCCEEDED)
                    .is(TaskState.SUCCEEDED, 23);

            assertHolds();
        }
    }

    @Nested
    class OneResult {
        @Test
        void twoResultsAreABreach() {
            TaskBuilder task =
                    history.task(Guarantee.IDEMPOTENT).succeeded("a", 1, 2).succeeded("b", 3, 4);

            assertBroken(Promise.ONE_RESULT, task.id.toString(), "node a");
        }
    }

    @Nested
    class QueueLimit {
        @Test
        void anExpiredTaskThatRanIsABreach() {
            history.task(Guarantee.ONCE)
                    .queueLimit(10)
                    .start(1, "a")
                    .attempt("a", 1, 2.0, AttemptState.CANCELED)
                    .is(TaskState.EXPIRED, 10);

            assertBroken(Promise.QUEUE_LIMIT, "had run");
        }

        @Test
        void aTaskThatExpiresTooEarlyIsABreach() {
            history.task(Guarantee.ONCE).queueLimit(10).is(TaskState.EXPIRED, 9.9);

            assertBroken(Promise.QUEUE_LIMIT, "10s");
        }
    }

    @Nested
    class Refusal {
        @Test
        void aBadSubmissionThatIsTakenIsABreach() {
            history.refused("bad", "priority", 202, "");

            assertBroken(Promise.REFUSAL, "202");
        }

        @Test
        void aRefusalThatDoesNotNameTheFieldIsABreach() {
            history.refused("bad", "priority", 400, "invalid-request", "timeout");

            assertBroken(Promise.REFUSAL, "timeout");
        }

        @Test
        void aRefusalOfAnotherTypeIsABreach() {
            history.refused("bad", "priority", 400, "internal", "priority");

            assertBroken(Promise.REFUSAL, "internal");
        }

        @Test
        void aRefusedTaskThatIsOneAllTheSameIsABreach() {
            history.refused("bad", "priority", 400, "invalid-request", "priority");
            history.stray(Guarantee.ONCE, "bad").is(TaskState.CANCELED, 1);

            assertBroken(Promise.REFUSAL, "all the same");
        }

        @Test
        void aGoodSubmissionThatIsRefusedIsABreach() {
            history.unexpected("key-9", 422);

            assertBroken(Promise.REFUSAL, "key-9", "422");
        }
    }

    @Nested
    class Calm {
        private void calm() {
            history.operators().calmExpected(at(10), at(20), "the database was away");
        }

        @Test
        void aLossForSilenceMeanwhileIsABreach() {
            TaskBuilder task = history.task(Guarantee.EXCLUSIVE)
                    .start(1, "a")
                    .lostUnstarted("a", 1, 15, SILENT)
                    .succeeded("b", 30, 31);
            calm();

            assertBroken(Promise.CALM, task.id.toString(), "node a", "the database was away");
            assertThat(history.check().of(Promise.CALM).chances()).isEqualTo(1);
        }

        @Test
        void aLossOfAnotherCauseIsNone() {
            history.task(Guarantee.EXCLUSIVE).lost("a", 1, 15).succeeded("b", 30, 31);
            calm();

            assertHolds();
        }

        @Test
        void aLossWhenItIsOverIsNone() {
            history.task(Guarantee.EXCLUSIVE)
                    .start(1, "a")
                    .lostUnstarted("a", 1, 20, SILENT)
                    .succeeded("b", 30, 31);
            calm();

            assertHolds();
        }
    }

    @Nested
    class Cancel {
        @Test
        void anAttemptAfterTheGrantIsABreach() {
            TaskBuilder task = history.task(Guarantee.EXCLUSIVE)
                    .lost("a", 1, 6)
                    .start(2, "b")
                    .attempt("b", 7, 8.0, AttemptState.CANCELED)
                    .is(TaskState.CANCELED, 8);
            history.canceled(task.id, 4, 5.0, 200);

            assertBroken(Promise.CANCEL, task.id.toString(), "attempt 2", "node b");
        }

        @Test
        void anotherEndAfterTheGrantIsABreach() {
            TaskBuilder task = history.task(Guarantee.ONCE)
                    .start(1, "a")
                    .attempt("a", 1, 6.0, AttemptState.FAILED)
                    .is(TaskState.FAILED, 6);
            history.canceled(task.id, 4, 5.0, 200);

            assertBroken(Promise.CANCEL, "FAILED");
        }

        @Test
        void aSuccessBeforeTheStopArrivedIsNone() {
            TaskBuilder task = history.task(Guarantee.ONCE).succeeded("a", 1, 6);
            history.canceled(task.id, 4, 5.0, 200);

            assertHolds();
        }

        @Test
        void aCancelThatWasRefusedBeforeTheTaskHadEndedIsABreach() {
            TaskBuilder task = history.task(Guarantee.ONCE).succeeded("a", 1, 6);
            history.canceled(task.id, 4, 5.0, 409);

            assertBroken(Promise.CANCEL, "SUCCEEDED");
        }

        @Test
        void aCancelWithoutAnAnswerProvesNothing() {
            TaskBuilder task = history.task(Guarantee.EXCLUSIVE).lost("a", 1, 6).succeeded("b", 7, 8);
            history.canceled(task.id, 4, null, null);

            assertHolds();
        }
    }

    @Test
    void everyPromiseHasATitle() {
        assertThat(Promise.values())
                .extracting(Promise::title)
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @Test
    void marksOfTasksThatNobodyKnowsAreNoted() {
        TaskBuilder task = history.stray(Guarantee.ONCE, "x").start(1, "a");
        history.forget(task.id);

        assertHolds();
        assertThat(history.check().notes()).anyMatch(note -> note.contains("1 tasks"));
        assertThat(task.id).isNotEqualTo(new UUID(0, 0));
    }
}
