package io.sluice.verification;

import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskSubmission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a {@link Workload} sends.
 *
 * @param tasksPerSecond above 0; less is sent while {@code mostOutstanding} are not answered
 * @param guarantees weight of each, in sum above 0
 * @param runs how long tasks take, each with its weight
 * @param shapes weight of each
 * @param maxAttempts of {@code exclusive} and {@code idempotent} tasks, 1 to 100; large, so that none runs out of them
 * @param timeout of an attempt
 * @param mostOutstanding submissions that are not answered yet
 * @param replayShare of accepted submissions that are sent again, 0 to 1
 * @param badShare of submissions that are wrong on purpose, 0 to 1
 * @param cancelShare of accepted tasks that are canceled, 0 to 1
 * @param cancelWithin the longest time between the 202 and the cancel; for a short task it is less, so that some are in time
 */
public record WorkloadPlan(
        double tasksPerSecond,
        Map<Guarantee, Integer> guarantees,
        List<Runs> runs,
        Map<Shape, Integer> shapes,
        int maxAttempts,
        Duration timeout,
        int mostOutstanding,
        double replayShare,
        double badShare,
        double cancelShare,
        Duration cancelWithin) {
    /**
     * A part of the mix.
     *
     * @param weight above 0
     * @param least how long a task takes at least
     * @param most and at most
     */
    public record Runs(int weight, Duration least, Duration most) {
        /** Refuses an empty range. */
        public Runs {
            if (weight < 1 || least.isNegative() || least.compareTo(most) > 0) {
                throw new IllegalArgumentException("runs: weight above 0, and 0 <= least <= most");
            }
        }
    }

    /**
     * @throws IllegalArgumentException when a number is outside its range
     */
    public WorkloadPlan {
        guarantees = Map.copyOf(guarantees);
        runs = List.copyOf(runs);
        shapes = Map.copyOf(shapes);
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(cancelWithin, "cancelWithin");
        require(tasksPerSecond > 0 && tasksPerSecond <= 10_000, "tasksPerSecond: above 0, at most 10000");
        require(isWeighted(guarantees), "guarantees: at least one with a weight above 0, none below");
        require(!runs.isEmpty(), "runs: at least one");
        require(isWeighted(shapes), "shapes: at least one with a weight above 0, none below");
        require(
                maxAttempts >= 1 && maxAttempts <= TaskSubmission.MAX_ATTEMPTS,
                "maxAttempts: 1 to " + TaskSubmission.MAX_ATTEMPTS);
        require(mostOutstanding >= 1 && mostOutstanding <= 1_000, "mostOutstanding: 1 to 1000");
        require(isShare(replayShare) && isShare(badShare) && isShare(cancelShare), "shares: 0 to 1");
        require(!cancelWithin.isNegative(), "cancelWithin: 0 or more");
    }

    /** All guarantees alike; most tasks short, some long enough to live through a lost node. */
    public static WorkloadPlan standard(double tasksPerSecond) {
        return new WorkloadPlan(
                tasksPerSecond,
                Map.of(Guarantee.ONCE, 1, Guarantee.EXCLUSIVE, 1, Guarantee.IDEMPOTENT, 1),
                List.of(
                        new Runs(80, Duration.ofMillis(50), Duration.ofMillis(500)),
                        new Runs(13, Duration.ofSeconds(2), Duration.ofSeconds(5)),
                        new Runs(7, Duration.ofSeconds(25), Duration.ofSeconds(45))),
                Map.of(Shape.PLAIN, 55, Shape.DETACHED_CHILD, 15, Shape.STUBBORN, 15, Shape.CHATTY, 15),
                50,
                Duration.ofMinutes(10),
                64,
                0.05,
                0.01,
                0.05,
                Duration.ofSeconds(20));
    }

    /** The same with other run times, and with these guarantees in equal parts. */
    public WorkloadPlan with(List<Runs> otherRuns, Set<Guarantee> otherGuarantees) {
        return new WorkloadPlan(
                tasksPerSecond,
                otherGuarantees.stream().collect(Collectors.toMap(guarantee -> guarantee, guarantee -> 1)),
                otherRuns,
                shapes,
                maxAttempts,
                timeout,
                mostOutstanding,
                replayShare,
                badShare,
                cancelShare,
                cancelWithin);
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }

    private static boolean isWeighted(Map<?, Integer> weights) {
        return weights.values().stream().allMatch(weight -> weight >= 0)
                && weights.values().stream().anyMatch(weight -> weight > 0);
    }

    private static void require(boolean holds, String text) {
        if (!holds) {
            throw new IllegalArgumentException(text);
        }
    }
}
