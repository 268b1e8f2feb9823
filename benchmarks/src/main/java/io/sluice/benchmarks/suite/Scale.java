package io.sluice.benchmarks.suite;

/**
 * How much is done.
 *
 * @param tasks of one round
 * @param rounds that count, at least one
 * @param warmUps rounds before them that don't: code is compiled in them
 */
public record Scale(int tasks, int rounds, int warmUps) {
    /** Refuses what measures nothing. */
    public Scale {
        if (tasks < 1 || rounds < 1 || warmUps < 0) {
            throw new IllegalArgumentException("at least one task and one round, not " + tasks + " and " + rounds);
        }
    }
}
