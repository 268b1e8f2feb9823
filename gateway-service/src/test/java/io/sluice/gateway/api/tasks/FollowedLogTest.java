package io.sluice.gateway.api.tasks;

import static io.sluice.gateway.api.tasks.TaskViewBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.LogPage;
import io.sluice.contracts.task.LogStream;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FollowedLogTest {
    private static final UUID ID = new UUID(1, 2);

    private final AtomicLong nowNanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Optional<TaskView> task = Optional.of(aTask(ID).running(1));
    private volatile long written;
    private volatile boolean ended;
    private volatile boolean away;

    @Test
    void aReaderThatTakesNothingCostsNothing() {
        written = 1_000;
        AssertSubscriber<byte[]> reader = follow().events().subscribe().withSubscriber(AssertSubscriber.create(0));
        assertThat(asked).hasValue(0);

        reader.request(2).awaitItems(2);

        assertThat(asked).hasValue(1);
        reader.cancel();
    }

    @Test
    void aSilentStreamIsKeptAlive() {
        AssertSubscriber<byte[]> reader = follow().events().subscribe().withSubscriber(AssertSubscriber.create(10));
        await("it has looked").until(() -> asked.get() > 0);

        nowNanos.addAndGet(Duration.ofSeconds(10).toNanos());

        reader.awaitItems(2, Duration.ofSeconds(30));
        assertThat(text(reader, 1)).isEqualTo(":\n\n");
        reader.cancel();
    }

    @Test
    void aGatewayThatGoesSaysSoAndNothingMore() {
        FollowedLog log = follow();
        AssertSubscriber<byte[]> reader = log.events().subscribe().withSubscriber(AssertSubscriber.create(10));
        await("it has looked").until(() -> asked.get() > 0);

        log.leave();

        reader.awaitCompletion(Duration.ofSeconds(30));
        assertThat(text(reader, reader.getItems().size() - 1)).contains("event: reconnect\n");
    }

    @Test
    void anOutageIsOutlived() {
        away = true;
        AssertSubscriber<byte[]> reader = follow().events().subscribe().withSubscriber(AssertSubscriber.create(10));
        await("it has tried").until(() -> asked.get() > 1);

        written = 1;
        ended = true;
        task = Optional.of(aTask(ID).ended(TaskState.SUCCEEDED, 1, 0));
        away = false;

        reader.awaitCompletion(Duration.ofSeconds(30));
        assertThat(text(reader, 1)).contains("event: chunk").contains("id: 1:1\n");
        assertThat(text(reader, 2)).isEqualTo("event: end\ndata: {\"state\":\"SUCCEEDED\",\"exitCode\":0}\n\n");
    }

    @Test
    void anAttemptThatWasLostIsFollowedByTheNext() {
        written = 1;
        ended = true;
        task = Optional.of(aTask(ID).ended(TaskState.SUCCEEDED, 2, 0));

        AssertSubscriber<byte[]> reader = follow().events().subscribe().withSubscriber(AssertSubscriber.create(10));

        reader.awaitCompletion(Duration.ofSeconds(30));
        assertThat(text(reader, 1)).contains("id: 1:1\n");
        assertThat(text(reader, 2)).contains("id: 2:1\n");
        assertThat(text(reader, 3)).contains("event: end\n");
    }

    @Test
    void aTaskThatIsNotKeptAnyMoreEndsItsStream() {
        ended = true;
        task = Optional.empty();

        follow().events()
                .subscribe()
                .withSubscriber(AssertSubscriber.create(10))
                .awaitCompletion(Duration.ofSeconds(30));
    }

    private FollowedLog follow() {
        return new FollowedLog(this::page, () -> Uni.createFrom().item(task), LogPlace.beginningOf(1), nowNanos::get);
    }

    private Uni<LogPage> page(LogPlace place) {
        asked.incrementAndGet();
        if (away) {
            return Uni.createFrom().failure(ProblemException.of(ProblemType.UPSTREAM_UNAVAILABLE, "away"));
        }
        List<LogPage.Chunk> chunks = LongStream.rangeClosed(place.after() + 1, Math.min(written, place.after() + 10))
                .mapToObj(seq -> new LogPage.Chunk(seq, LogStream.STDOUT, "x", Instant.EPOCH))
                .toList();
        long next = place.after() + chunks.size();
        return Uni.createFrom().item(new LogPage(place.attempt(), chunks, ended && next == written, false, next));
    }

    private static String text(AssertSubscriber<byte[]> reader, int index) {
        return new String(reader.getItems().get(index), StandardCharsets.UTF_8);
    }
}
