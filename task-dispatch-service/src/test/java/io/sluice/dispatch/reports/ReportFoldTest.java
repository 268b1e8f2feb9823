package io.sluice.dispatch.reports;

import static io.sluice.dispatch.reports.ReportFold.Verdict.ACCEPTED;
import static io.sluice.dispatch.reports.ReportFold.Verdict.DUPLICATE;
import static io.sluice.dispatch.reports.ReportFold.Verdict.NOT_LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.LogStream;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.attempts.AttemptEnd;
import io.sluice.dispatch.attempts.LiveAttempt;
import io.sluice.dispatch.logs.Piece;
import io.sluice.dispatch.reports.ReportFold.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ReportFoldTest {
    private static final UUID ID = UUID.fromString("0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31");
    private static final NodeName NODE = new NodeName("n-1");
    private static final Epoch EPOCH = new Epoch(3);

    private static final Report STARTED = new Report.Started(ID, 2);
    private static final Report NOT_STARTED = Report.Ended.notStarted(new AttemptRef(ID, 2), "no room");
    private static final Report ENDED = new Report.Ended(ID, 2, AttemptState.SUCCEEDED, 0, null, 10);

    private final ReportFold folding = folding(false, 0);

    @Test
    void startOutputAndEndOfOneBatchAreWrittenAndTheStartWithTheEnd() {
        assertThat(fold(STARTED, output(1), output(2), ENDED)).containsExactly(ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED);

        assertThat(folding.started()).isEmpty();
        assertThat(folding.pieces()).extracting(Piece::seq).containsExactly(1L, 2L);
        assertThat(folding.ends()).extracting(AttemptEnd::ranMillis).containsExactly(10L);
    }

    @Test
    void anEndWithoutAStartIsTaken() {
        assertThat(fold(ENDED)).containsExactly(ACCEPTED);
    }

    /** One that ran for less than a millisecond has a start all the same. */
    @Test
    void anEndTellsTheStartThatCameWithIt() {
        fold(STARTED, new Report.Ended(ID, 2, AttemptState.SUCCEEDED, 0, null, 0));

        assertThat(folding.ends()).extracting(AttemptEnd::ranMillis).containsExactly(0L);
    }

    @Test
    void anEndOfNoTimeWithoutAStartTellsNone() {
        fold(new Report.Ended(ID, 2, AttemptState.FAILED, 1, null, 0));

        assertThat(folding.ends().get(0).ranMillis()).isNull();
    }

    @Test
    void whatTheNodeCouldNotBeginIsLost() {
        assertThat(fold(NOT_STARTED)).containsExactly(ACCEPTED);

        assertThat(folding.ends()).extracting(AttemptEnd::state).containsExactly(AttemptState.LOST);
    }

    @Test
    void onlyAnEndThatSaysSoIsOfAnAttemptThatNeverBegan() {
        assertThat(ReportFold.isNotStarted(NOT_STARTED)).isTrue();
        assertThat(ReportFold.isNotStarted(ENDED)).isFalse();
        assertThat(ReportFold.isNotStarted(STARTED)).isFalse();
    }

    /** It may have had effects: to run it elsewhere would break what a {@code once} task was promised. */
    @Test
    void whoHasSaidThatItBeganCanNotTakeThatBack() {
        fold(STARTED, NOT_STARTED);
        assertThat(folding.ends()).extracting(AttemptEnd::taskState).containsExactly(TaskState.FAILED);

        ReportFold later = folding(true, 0);
        later.fold(NODE, EPOCH, NOT_STARTED);
        assertThat(later.ends()).extracting(AttemptEnd::taskState).containsExactly(TaskState.FAILED);
    }

    @Test
    void theSameTwiceInOneBatchIsWrittenOnce() {
        assertThat(fold(STARTED, STARTED, output(1), output(1), ENDED, ENDED))
                .containsExactly(ACCEPTED, DUPLICATE, ACCEPTED, DUPLICATE, ACCEPTED, DUPLICATE);
        assertThat(folding.pieces()).hasSize(1);
        assertThat(folding.ends()).hasSize(1);
    }

    @Test
    void whatIsOnRecordIsDuplicate() {
        ReportFold later = folding(true, 7);

        assertThat(later.fold(NODE, EPOCH, STARTED)).isEqualTo(DUPLICATE);
        assertThat(later.fold(NODE, EPOCH, output(7))).isEqualTo(DUPLICATE);
        assertThat(later.fold(NODE, EPOCH, output(8))).isEqualTo(ACCEPTED);
    }

    @Test
    void outputAfterTheEndChangesNothing() {
        assertThat(fold(ENDED, output(1))).containsExactly(ACCEPTED, DUPLICATE);
        assertThat(folding.pieces()).isEmpty();
    }

    @Test
    void anotherNodeAnOlderEpochOrAnotherAttemptIsNotLive() {
        assertThat(folding.fold(new NodeName("n-2"), EPOCH, ENDED)).isEqualTo(NOT_LIVE);
        assertThat(folding.fold(NODE, new Epoch(2), ENDED)).isEqualTo(NOT_LIVE);
        assertThat(folding.fold(NODE, EPOCH, new Report.Started(ID, 1))).isEqualTo(NOT_LIVE);
        assertThat(folding.fold(NODE, EPOCH, new Report.Started(UUID.randomUUID(), 2)))
                .isEqualTo(NOT_LIVE);
        assertThat(folding.ends()).isEmpty();
        assertThat(folding.started()).isEmpty();
    }

    @Property
    void whateverComesHoweverOftenEachThingIsWrittenOnce(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 6) Integer> sent) {
        ReportFold anyOrder = folding(false, 0);
        long accepted = sent.stream()
                .map(number -> anyOrder.fold(NODE, EPOCH, report(number)))
                .filter(verdict -> verdict == ACCEPTED)
                .count();

        assertThat(anyOrder.started()).hasSizeLessThanOrEqualTo(1);
        assertThat(anyOrder.ends()).hasSizeLessThanOrEqualTo(1);
        assertThat(anyOrder.pieces())
                .extracting(Piece::seq)
                .doesNotHaveDuplicates()
                .isSorted();
        // A start that comes with its end is written with it.
        int withTheirEnd = sent.contains(0) && sent.contains(6) && sent.indexOf(0) < sent.indexOf(6) ? 1 : 0;
        assertThat(accepted)
                .isEqualTo(anyOrder.started().size()
                        + withTheirEnd
                        + anyOrder.ends().size()
                        + anyOrder.pieces().size());
    }

    private List<Verdict> fold(Report... reports) {
        return Arrays.stream(reports)
                .map(report -> folding.fold(NODE, EPOCH, report))
                .toList();
    }

    private static Report report(int number) {
        return number == 0 ? STARTED : number == 6 ? ENDED : output(number);
    }

    private static ReportFold folding(boolean started, long logSeq) {
        return new ReportFold(Map.of(
                ID,
                new LiveAttempt(
                        new AttemptRef(ID, 2), NODE, EPOCH, started, logSeq, null, null, TaskState.RUNNING, null)));
    }

    private static Report output(long seq) {
        return new Report.Output(ID, 2, seq, LogStream.STDOUT, "text", false);
    }
}
