package io.sluice.test;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** One round of {@link Races}. */
public final class Race {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** About as long as a transaction takes, so that who begins later may still be the first to commit. */
    private static final int MAX_HEAD_START_MICROS = 3_000;

    private final int number;
    private final Random random;
    private final IntSupplier waiting;
    private final ExecutorService threads;
    private final Consumer<String> count;
    private final List<Entrant<?>> entrants = new ArrayList<>();
    private String plan = "not begun";

    Race(int number, Random random, IntSupplier waiting, ExecutorService threads, Consumer<String> count) {
        this.number = number;
        this.random = random;
        this.waiting = waiting;
        this.threads = threads;
        this.count = count;
    }

    /** How a round begins. */
    private enum Start {
        /** One after the other waits at the lock, or behind one that does; then it is released. */
        LINED_UP,
        /** The last begins as the lock is released under all others. */
        LATECOMER,
        /** No lock; from a barrier, each with a head start that is drawn. */
        FREE
    }

    private record Entrant<T>(String name, Supplier<CompletionStage<T>> work, CompletableFuture<T> outcome) {
        void begin() {
            try {
                work.get().whenComplete((value, failure) -> {
                    if (failure == null) {
                        outcome.complete(value);
                    } else {
                        outcome.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        }
    }

    /** From 1. */
    public int number() {
        return number;
    }

    public boolean coin() {
        return random.nextBoolean();
    }

    /** From 0, below the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    @SafeVarargs
    public final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Counts what this round came to. */
    public void saw(String outcome) {
        count.accept(outcome);
    }

    /** Takes part; what it answers is there once {@link #start} returns. */
    public <T> CompletableFuture<T> enter(String name, Supplier<CompletionStage<T>> work) {
        Entrant<T> entrant = new Entrant<>(name, work, new CompletableFuture<>());
        entrants.add(entrant);
        return entrant.outcome();
    }

    /**
     * Begins all who entered, in an order and a way that are drawn, and returns when all are done.
     *
     * @param hold takes a lock on which some of them will wait; what it answers releases it
     */
    public void start(Supplier<Runnable> hold) {
        Collections.shuffle(entrants, random);
        Start start = oneOf(Start.values());
        plan = start + " " + entrants.stream().map(Entrant::name).toList();
        switch (start) {
            case LINED_UP -> lineUp(hold, entrants, List.of());
            case LATECOMER -> {
                int last = entrants.size() - 1;
                lineUp(hold, entrants.subList(0, last), entrants.subList(last, entrants.size()));
            }
            case FREE -> free();
        }
        finish();
    }

    private void lineUp(Supplier<Runnable> hold, List<Entrant<?>> first, List<Entrant<?>> late) {
        Runnable release = hold.get();
        try {
            for (Entrant<?> entrant : first) {
                long before = first.stream()
                        .takeWhile(other -> other != entrant)
                        .filter(other -> !other.outcome().isDone())
                        .count();
                entrant.begin();
                await(entrant.name() + " waits for a lock, or has found none")
                        .atMost(TIMEOUT)
                        .pollInSameThread()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofNanos(100_000))
                        .until(() -> entrant.outcome().isDone() || waiting.getAsInt() > before);
            }
            late.forEach(Entrant::begin);
        } finally {
            release.run();
        }
    }

    private void free() {
        CyclicBarrier barrier = new CyclicBarrier(entrants.size());
        for (Entrant<?> entrant : entrants) {
            long headStart = TimeUnit.MICROSECONDS.toNanos(random.nextInt(MAX_HEAD_START_MICROS));
            threads.execute(() -> {
                try {
                    barrier.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                } catch (Exception e) {
                    entrant.outcome().completeExceptionally(e);
                    return;
                }
                // A timer would be coarser than the race.
                long from = System.nanoTime();
                while (System.nanoTime() - from < headStart) {
                    Thread.onSpinWait();
                }
                entrant.begin();
            });
        }
    }

    private void finish() {
        CompletableFuture<?>[] all = entrants.stream().map(Entrant::outcome).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("one of them failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("they wait for each other", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return plan;
    }
}
