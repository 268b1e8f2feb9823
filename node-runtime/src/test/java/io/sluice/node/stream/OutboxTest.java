package io.sluice.node.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportBatch;
import io.sluice.contracts.stream.ReportReply.Outcome;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.LogStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboxTest {
    private static final AttemptRef A = new AttemptRef(new UUID(0, 1), 1);
    private static final AttemptRef B = new AttemptRef(new UUID(0, 2), 1);

    private final Outbox outbox = new Outbox(4_000, 2_000);

    @Test
    void keepsTheOrderAndWhatIsNotAcknowledged() throws InterruptedException {
        outbox.put(started(A));
        outbox.put(output(A, 1, "x"));
        outbox.put(ended(A));

        List<Outbox.Entry> batch = outbox.next(10);
        outbox.settle(batch, List.of(Outcome.ACCEPTED, Outcome.ACCEPTED));

        assertThat(reports(batch)).containsExactly(started(A), output(A, 1, "x"), ended(A));
        assertThat(reports(outbox.next(10))).containsExactly(ended(A));
    }

    @Test
    void whatGoesTogetherIsFoundTogetherByWhoeverWaits() throws Exception {
        CompletableFuture<List<Report>> next = CompletableFuture.supplyAsync(() -> {
            try {
                return reports(outbox.next(10));
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });

        outbox.putAll(List.of(started(A), ended(A)));

        assertThat(next.get()).containsExactly(started(A), ended(A));
    }

    @Test
    void anAttemptThatHasFilledItsRoomWaitsAndAnotherDoesNot() throws Exception {
        outbox.put(output(A, 1, "x".repeat(2_000)));

        CompletableFuture<Boolean> waiting = inBackground(A);
        assertThat(outbox.isFull(A)).isTrue();
        assertThat(outbox.isFull(B)).isFalse();
        assertThat(outbox.awaitRoom(B)).isTrue();
        assertThat(waiting).isNotDone();
        List<Outbox.Entry> batch = outbox.next(10);
        outbox.settle(batch, List.of(Outcome.ACCEPTED));

        assertThat(waiting.get()).isTrue();
    }

    @Test
    void theRoomOfAllBoundsEachOne() {
        for (int i = 1; i <= 3; i++) {
            outbox.put(output(new AttemptRef(new UUID(1, i), 1), 1, "x".repeat(1_500)));
        }

        assertThat(outbox.isFull(B)).isTrue();
    }

    @Test
    void startsAndEndsAreTakenThoughThereIsNoRoom() {
        outbox.put(output(A, 1, "x".repeat(5_000)));

        outbox.put(started(B));
        outbox.put(ended(A));

        assertThat(outbox.size()).isEqualTo(3);
    }

    @Test
    void whatIsForgottenLeavesItsStartAndWakesWhoWaits() throws Exception {
        outbox.put(started(A));
        outbox.put(output(A, 1, "x".repeat(5_000)));
        outbox.put(ended(A));
        outbox.put(started(B));
        CompletableFuture<Boolean> waiting = inBackground(A);

        outbox.forget(A);
        outbox.put(output(A, 2, "late"));

        assertThat(waiting.get()).isFalse();
        assertThat(reports(outbox.next(10))).containsExactly(started(A), started(B));
        assertThat(outbox.isFull(B)).isFalse();
    }

    @Test
    void whatIsForgottenWhileItIsUnderWayIsNotCountedTwice() throws InterruptedException {
        outbox.put(output(A, 1, "x".repeat(1_000)));
        outbox.put(started(B));
        List<Outbox.Entry> batch = outbox.next(10);

        outbox.forget(A);
        outbox.settle(batch, List.of(Outcome.STALE, Outcome.ACCEPTED));

        assertThat(outbox.size()).isZero();
        assertThat(outbox.awaitEmpty(Duration.ZERO)).isTrue();
    }

    @Test
    void aBatchStaysBelowTheContractsBoundsWhateverTheTextIs() throws Exception {
        Outbox large = new Outbox(Long.MAX_VALUE, Long.MAX_VALUE);
        List<String> texts = List.of("\u0001", "\"", "\n", "ü", "漢", "🚰", "x");
        int seq = 0;
        for (String text : texts) {
            for (int i = 0; i < 20; i++) {
                large.put(output(A, ++seq, text.repeat(65_536 / text.length())));
            }
        }

        int taken = 0;
        while (taken < seq) {
            List<Outbox.Entry> batch = large.next(Integer.MAX_VALUE);
            assertThat(json(batch).length).isLessThanOrEqualTo(4 << 20);
            assertThat(batch).isNotEmpty();
            taken += batch.size();
            large.settle(batch, Collections.nCopies(batch.size(), Outcome.ACCEPTED));
        }
    }

    @Test
    void aBatchHasAtMostFiveThousandReports() throws InterruptedException {
        IntStream.range(0, 6_000).forEach(i -> outbox.put(started(new AttemptRef(new UUID(2, i), 1))));

        assertThat(outbox.next(Integer.MAX_VALUE)).hasSize(5_000);
        assertThat(outbox.next(7)).hasSize(7);
    }

    private CompletableFuture<Boolean> inBackground(AttemptRef attempt) {
        Thread[] thread = new Thread[1];
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            thread[0] = Thread.currentThread();
            try {
                return outbox.awaitRoom(attempt);
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        await("it waits").until(() -> thread[0] != null && thread[0].getState() == Thread.State.WAITING);
        return waiting;
    }

    private static byte[] json(List<Outbox.Entry> batch) throws JsonProcessingException {
        return Json.mapper().writeValueAsBytes(new ReportBatch(new Epoch(1), new UUID(0, 1), reports(batch)));
    }

    private static List<Report> reports(List<Outbox.Entry> batch) {
        return batch.stream().map(entry -> entry.report).toList();
    }

    private static Report started(AttemptRef ref) {
        return new Report.Started(ref.taskId(), ref.attempt());
    }

    private static Report output(AttemptRef ref, long seq, String text) {
        return new Report.Output(ref.taskId(), ref.attempt(), seq, LogStream.STDOUT, text, false);
    }

    private static Report ended(AttemptRef ref) {
        return new Report.Ended(ref.taskId(), ref.attempt(), AttemptState.SUCCEEDED, 0, null, 5);
    }
}
