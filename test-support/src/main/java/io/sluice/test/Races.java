package io.sluice.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The same race many times, each time begun another way: see {@link Race#start}. How, is drawn from a seed, so that a
 * round that fails can be looked for again; what the system does in it is not, so it may take a few runs. A test counts
 * which order it saw and asserts that it saw each, since a race that always ends the same way shows nothing.
 */
public final class Races {
    /** A thousand, unless the build says otherwise. */
    public static final int ROUNDS = Integer.getInteger("sluice.races.rounds", 1_000);

    private static final long SEED = Long.getLong("sluice.races.seed", 20_260_301);

    /** What the product tells operators is told many times here. Held, since loggers are held weakly. */
    private static final Logger PRODUCT = Logger.getLogger("io.sluice");

    private static final System.Logger LOG = System.getLogger(Races.class.getName());

    private final IntSupplier waiting;
    private final Runnable beforeEach;
    private final Map<String, Integer> seen = new TreeMap<>();

    /**
     * @param waiting counts the connections that wait for a lock of the database at this moment
     */
    public Races(IntSupplier waiting) {
        this(waiting, () -> {});
    }

    /**
     * @param waiting counts the connections that wait for a lock of the database at this moment
     * @param beforeEach renews what would run out in as many rounds
     */
    public Races(IntSupplier waiting, Runnable beforeEach) {
        this.waiting = waiting;
        this.beforeEach = beforeEach;
    }

    /** Runs all rounds; the first that fails ends them, and says which it was. */
    public void run(Consumer<Race> round) {
        Level before = PRODUCT.getLevel();
        PRODUCT.setLevel(Level.SEVERE);
        ExecutorService threads = Executors.newCachedThreadPool();
        // Not the numbers themselves: what follows from neighbouring seeds is alike.
        Random seeds = new Random(SEED);
        long begun = System.nanoTime();
        try {
            for (int number = 1; number <= ROUNDS; number++) {
                Race race = new Race(number, new Random(seeds.nextLong()), waiting, threads, this::count);
                try {
                    beforeEach.run();
                    round.accept(race);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(
                            "round " + number + " of seed " + SEED + ", " + race + ": " + e.getMessage(), e);
                }
            }
        } finally {
            threads.shutdownNow();
            PRODUCT.setLevel(before);
        }
        LOG.log(
                System.Logger.Level.INFO,
                "{0} rounds in {1} ms: {2}",
                String.valueOf(ROUNDS),
                String.valueOf(Duration.ofNanos(System.nanoTime() - begun).toMillis()),
                seen);
    }

    /** Each of these was seen in at least one round of twenty. */
    public void assertSawEach(String... outcomes) {
        int least = ROUNDS / 20;
        Arrays.stream(outcomes)
                .filter(outcome -> seen.getOrDefault(outcome, 0) < least)
                .findFirst()
                .ifPresent(rare -> {
                    throw new AssertionError("\"" + rare + "\" was seen in fewer than " + least + " of " + ROUNDS
                            + " rounds: this is no race. Seen: " + seen);
                });
    }

    private void count(String outcome) {
        seen.merge(outcome, 1, Integer::sum);
    }
}
