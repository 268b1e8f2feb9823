package io.sluice.dispatch.history;

import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.EndedTaskBuilder.anEndedTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.task.TaskMinute;
import io.sluice.contracts.task.TaskMinute.Percentiles;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.test.ServiceDatabase.OpenTransaction;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EndedMinutesStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final EndedMinuteStore store = new EndedMinuteStore();
    private final EndedMinuteSweeper sweeper = new EndedMinuteSweeper(database.pool(), store);

    /** Within the hour for a long time to come, and over. */
    private final OffsetDateTime minute = database.row(
                    "select date_trunc('minute', now(), 'UTC') - interval '5 minutes' as at")
            .getOffsetDateTime("at");

    @Test
    void eachTerminalStateIsCounted() {
        anEndedTask().endedAt(minute).insert(database);
        anEndedTask().endedAt(minute.plusSeconds(1)).insert(database);
        anEndedTask().endedAt(minute).failed(3).insert(database);
        anEndedTask().endedAt(minute).timedOut().insert(database);
        anEndedTask().endedAt(minute).canceled().insert(database);
        anEndedTask().endedAt(minute).expired("ALL_AT_CAP", 60).insert(database);

        await(sweeper.sweep());

        assertThat(counted(minute).ended())
                .containsEntry(TaskState.SUCCEEDED, 2L)
                .containsEntry(TaskState.FAILED, 1L)
                .containsEntry(TaskState.TIMED_OUT, 1L)
                .containsEntry(TaskState.CANCELED, 1L)
                .containsEntry(TaskState.EXPIRED, 1L);
    }

    @Test
    void aMinuteBeginsWithItsFirstMomentAndEndsBeforeTheNext() {
        anEndedTask().endedAt(minute.minus(1, ChronoUnit.MICROS)).insert(database);
        anEndedTask().endedAt(minute).insert(database);
        anEndedTask().endedAt(minute.plusMinutes(1).minus(1, ChronoUnit.MICROS)).insert(database);
        anEndedTask().endedAt(minute.plusMinutes(1)).insert(database);

        await(sweeper.sweep());

        assertThat(succeeded(minute.minusMinutes(1))).isOne();
        assertThat(succeeded(minute)).isEqualTo(2);
        assertThat(succeeded(minute.plusMinutes(1))).isOne();
    }

    @Test
    void percentilesAreTimesOfTasks() {
        for (int i = 1; i <= 100; i++) {
            anEndedTask()
                    .endedAt(minute)
                    .waitedFor(Duration.ofSeconds(i))
                    .ranFor(Duration.ofMillis(1_001 - i))
                    .insert(database);
        }

        await(sweeper.sweep());

        assertThat(counted(minute).waitingMillis()).isEqualTo(new Percentiles(50_000, 95_000, 99_000));
        assertThat(counted(minute).runningMillis()).isEqualTo(new Percentiles(950, 995, 999));
    }

    @Test
    void aTaskWithoutAnAttemptWaitedToItsEndAndDidNotRun() {
        anEndedTask().endedAt(minute).expired("ALL_AT_CAP", 60).insert(database);

        await(sweeper.sweep());

        assertThat(counted(minute).waitingMillis()).isEqualTo(new Percentiles(59_000, 59_000, 59_000));
        assertThat(counted(minute).runningMillis()).isNull();
    }

    @Test
    void aTaskThatEndedBeforeItsProcessBeganWaitedToItsAssignment() {
        anEndedTask().endedAt(minute).canceled().neverStarted().insert(database);
        anEndedTask().endedAt(minute).ranFor(Duration.ofSeconds(9)).insert(database);

        await(sweeper.sweep());

        assertThat(counted(minute).waitingMillis()).isEqualTo(new Percentiles(57_000, 57_000, 57_000));
        assertThat(counted(minute).runningMillis()).isEqualTo(new Percentiles(9_000, 9_000, 9_000));
    }

    /** The history of such a task shows when its last attempt started, which was lost in the same minute. */
    @Test
    void aTaskThatWaitedAgainWhenItWasCanceledWaitedToItsEnd() {
        UUID task = anEndedTask().endedAt(minute.plusSeconds(30)).canceled().insert(database);
        database.run("update attempt_history set state = 'LOST', ended_at = ended_at - interval '100 milliseconds'"
                + " where task_id = '" + task + "'");

        await(sweeper.sweep());

        assertThat(counted(minute).waitingMillis()).isEqualTo(new Percentiles(59_000, 59_000, 59_000));
        assertThat(counted(minute).runningMillis()).isNull();
    }

    @Test
    void aSubmissionByAClockThatIsAheadDidNotWait() {
        anEndedTask().endedAt(minute).waitedFor(Duration.ofSeconds(-30)).insert(database);

        await(sweeper.sweep());

        assertThat(counted(minute).waitingMillis()).isEqualTo(new Percentiles(0, 0, 0));
    }

    @Test
    void minutesFollowEachOtherAndEmptyOnesAreZeros() {
        await(sweeper.sweep());

        List<TaskMinute> hour = newest(60);

        // One less when a minute came to be settled between the two.
        assertThat(hour).hasSizeBetween(59, 60);
        for (int i = 0; i < hour.size(); i++) {
            assertThat(hour.get(i).start())
                    .isEqualTo(hour.get(0).start().plus(i, ChronoUnit.MINUTES))
                    .isEqualTo(hour.get(i).start().truncatedTo(ChronoUnit.MINUTES));
        }
        assertThat(hour).allSatisfy(empty -> {
            assertThat(empty.ended())
                    .hasSize(5)
                    .allSatisfy((state, tasks) -> assertThat(tasks).isZero());
            assertThat(empty.waitingMillis()).isNull();
            assertThat(empty.runningMillis()).isNull();
        });
    }

    @Test
    void fewerMinutesAreTheNewest() {
        await(sweeper.sweep());

        List<TaskMinute> three = newest(3);

        assertThat(three).hasSizeBetween(2, 3);
        assertThat(three.get(three.size() - 1))
                .isEqualTo(newest(60).get(newest(60).size() - 1));
    }

    @Test
    void aMinuteIsCountedWhenItIsSettledAndNoSooner() {
        EndedMinuteStore patient = new EndedMinuteStore(Duration.ofMinutes(3));

        await(new EndedMinuteSweeper(database.pool(), patient).sweep());

        assertThat(database.count("ended_minute where start_at > now() - interval '4 minutes'"))
                .isZero();
        // The next is not one that could have been counted when the sweep was.
        assertThat(database.count("ended_minute where start_at > now() - interval '6 minutes'"))
                .isPositive();
    }

    @Test
    void aMinuteThatWasCountedDoesNotChange() {
        await(sweeper.sweep());
        anEndedTask().endedAt(minute).insert(database);

        await(sweeper.sweep());

        assertThat(succeeded(minute)).isZero();
    }

    @Test
    void whatIsMissingInBetweenIsCountedLater() {
        await(sweeper.sweep());
        database.run("delete from ended_minute where start_at = '" + minute + "'");
        anEndedTask().endedAt(minute).insert(database);

        await(sweeper.sweep());

        assertThat(succeeded(minute)).isOne();
    }

    @Test
    void whileOneReplicaCountsAnotherPasses() {
        OpenTransaction other = database.begin();
        assertThat(await(store.enter(other.connection()))).isTrue();

        await(sweeper.sweep());
        assertThat(database.count("ended_minute")).isZero();

        // It died: what it had begun is not there, and the next one counts.
        await(store.count(other.connection(), minute));
        other.rollback();
        await(sweeper.sweep());
        assertThat(newest(60)).hasSizeGreaterThanOrEqualTo(59);
    }

    @Test
    void replicasThatSweepAtOnceCountEachMinuteOnce() {
        anEndedTask().endedAt(minute).insert(database);
        EndedMinuteSweeper second = new EndedMinuteSweeper(database.pool(), new EndedMinuteStore());
        EndedMinuteSweeper third = new EndedMinuteSweeper(database.pool(), new EndedMinuteStore());

        await(Uni.join().all(sweeper.sweep(), second.sweep(), third.sweep()).andFailFast());
        // Whoever found another at it has passed, so that the last of them may have left some.
        await(sweeper.sweep());

        assertThat(succeeded(minute)).isOne();
        assertThat(newest(60)).hasSizeGreaterThanOrEqualTo(59);
    }

    @Test
    void aDayIsKept() {
        database.run("""
                insert into ended_minute (start_at, succeeded, failed, timed_out, canceled, expired)
                select date_trunc('minute', now(), 'UTC') - hours * interval '1 hour', 0, 0, 0, 0, 0
                from unnest(array[23, 25]) hours""");

        await(sweeper.sweep());

        assertThat(database.count("ended_minute where start_at < now() - interval '2 hours'"))
                .isOne();
    }

    @Test
    void aFailedSweepIsNoFailureOfTheSchedule() {
        database.run("alter table ended_minute rename to ended_minute_away");
        try {
            await(sweeper.sweep());
        } finally {
            database.run("alter table ended_minute_away rename to ended_minute");
        }

        await(sweeper.sweep());

        assertThat(newest(60)).isNotEmpty();
    }

    private TaskMinute counted(OffsetDateTime start) {
        Instant wanted = start.toInstant();
        return newest(60).stream()
                .filter(found -> found.start().equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    private long succeeded(OffsetDateTime start) {
        return counted(start).ended().get(TaskState.SUCCEEDED);
    }

    private List<TaskMinute> newest(int minutes) {
        return await(store.newest(database.pool(), minutes)).items();
    }
}
