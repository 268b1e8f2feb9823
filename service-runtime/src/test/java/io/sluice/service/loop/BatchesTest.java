package io.sluice.service.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.service.loop.Batches.Limits;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final List<List<String>> written = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<UniEmitter<? super List<String>>> underWay = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whatComesTogetherIsWrittenTogetherAndEachHasItsOwnOutcome() {
        Batches<String, String> batches = batches(10, 100, BatchesTest::upperCase);

        List<CompletableFuture<String>> answers = writeTogether(batches, "a", "b");

        assertThat(answers.get(0).join()).isEqualTo("A");
        assertThat(answers.get(1).join()).isEqualTo("B");
        assertThat(written).containsExactly(List.of("a", "b"));
    }

    @Test
    void whatComesDuringAWriteWaitsForTheNext() throws InterruptedException {
        Batches<String, String> batches = batches(10, 100, this::untilTold);
        CompletableFuture<String> first = write(batches, "a");
        UniEmitter<? super List<String>> firstWrite = nextWrite();

        CompletableFuture<String> second = write(batches, "b");
        assertThat(written).hasSize(1);
        firstWrite.complete(List.of("A"));
        nextWrite().complete(List.of("B"));

        assertThat(first.join()).isEqualTo("A");
        assertThat(second.join()).isEqualTo("B");
    }

    @Test
    void twoOfAKeyAreNeverInOneBatch() {
        Batches<String, String> batches = batches(10, 100, BatchesTest::upperCase);

        writeTogether(batches, "a", "a", "b").forEach(CompletableFuture::join);

        assertThat(written).containsExactly(List.of("a", "b"), List.of("a"));
    }

    @Test
    void aBatchHasABoundWhichOneItemMayPass() {
        Batches<String, String> batches = batches(3, 100, BatchesTest::upperCase);

        writeTogether(batches, "four", "a", "bc", "d").forEach(CompletableFuture::join);

        assertThat(written).containsExactly(List.of("four"), List.of("a", "bc"), List.of("d"));
    }

    @Test
    void pastTheBoundOfWhatWaitsItIsRefusedAtOnce() throws InterruptedException {
        Batches<String, String> batches = batches(10, 2, this::untilTold);
        write(batches, "a");
        UniEmitter<? super List<String>> firstWrite = nextWrite();
        CompletableFuture<String> fits = write(batches, "bc");

        assertThatThrownBy(() -> write(batches, "d").join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ProblemException.class)
                .hasMessageContaining("upstream-unavailable");

        firstWrite.complete(List.of("A"));
        nextWrite().complete(List.of("BC"));
        assertThat(fits.join()).isEqualTo("BC");
    }

    @Test
    void anItemThatTheDatabaseCantTakeFailsAlone() {
        PgException invalid = new PgException("invalid", "ERROR", "22P02", "detail");
        Batches<String, String> batches = batches(
                10, 100, items -> items.contains("bad") ? Uni.createFrom().failure(invalid) : upperCase(items));

        List<CompletableFuture<String>> answers = writeTogether(batches, "a", "bad", "b");

        assertThat(answers.get(0).join()).isEqualTo("A");
        assertThat(answers.get(2).join()).isEqualTo("B");
        assertThatThrownBy(answers.get(1)::join).hasCause(invalid);
        assertThat(write(batches, "c").join()).isEqualTo("C");
    }

    @Test
    void anItemThatDoesNotReachTheDatabaseFailsAlone() {
        Batches<String, String> batches = batches(10, 100, items -> {
            if (items.contains("bad")) {
                throw new IllegalArgumentException("can't be encoded");
            }
            return upperCase(items);
        });

        List<CompletableFuture<String>> answers = writeTogether(batches, "a", "bad");

        assertThat(answers.get(0).join()).isEqualTo("A");
        assertThatThrownBy(answers.get(1)::join).hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whenTheDatabaseIsAwayAllFailAndTheNextTriesAgain() {
        PgException shutdown = new PgException("terminating", "FATAL", "57P01", "detail");
        Batches<String, String> batches =
                batches(10, 100, items -> written.size() == 1 ? Uni.createFrom().failure(shutdown) : upperCase(items));

        assertThat(writeTogether(batches, "a", "b"))
                .allSatisfy(answer -> assertThatThrownBy(answer::join).hasCause(shutdown));
        assertThat(write(batches, "c").join()).isEqualTo("C");
        assertThat(written).hasSize(2);
    }

    @Test
    void aWriteThatTakesTooLongIsGivenUp() {
        Batches<String, String> batches = new Batches<>(
                vertx,
                new Limits("words", Duration.ofMillis(1), 10, 100, Duration.ofMillis(1)),
                Function.identity(),
                String::length,
                items -> Uni.createFrom().nothing());

        assertThatThrownBy(() -> write(batches, "a").join())
                .satisfies(failure -> assertThat(failure.getCause().getClass().getSimpleName())
                        .isEqualTo(TimeoutException.class.getSimpleName()));
    }

    private Batches<String, String> batches(
            int maxBatchWeight, long maxPendingWeight, Function<List<String>, Uni<List<String>>> write) {
        return new Batches<>(
                vertx,
                new Limits("words", Duration.ofMillis(1), maxBatchWeight, maxPendingWeight, LONG),
                Function.identity(),
                String::length,
                items -> {
                    written.add(items);
                    return write.apply(items);
                });
    }

    private Uni<List<String>> untilTold(List<String> items) {
        return Uni.createFrom().emitter(emitter -> underWay.add(emitter));
    }

    private UniEmitter<? super List<String>> nextWrite() throws InterruptedException {
        UniEmitter<? super List<String>> write = underWay.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(write).isNotNull();
        return write;
    }

    private static Uni<List<String>> upperCase(List<String> items) {
        return Uni.createFrom().item(items.stream().map(String::toUpperCase).toList());
    }

    /** In one turn of the loop: the timer that the first sets can't expire before the last has come. */
    private List<CompletableFuture<String>> writeTogether(Batches<String, String> batches, String... items) {
        return CompletableFuture.supplyAsync(
                        () -> Stream.of(items).map(item -> write(batches, item)).toList(),
                        task -> vertx.runOnContext(turn -> task.run()))
                .join();
    }

    private static CompletableFuture<String> write(Batches<String, String> batches, String item) {
        return batches.write(item).subscribeAsCompletionStage();
    }
}
