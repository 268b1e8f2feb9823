package io.sluice.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskSubmission;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * Writes submissions by a plan. The same seed writes the same, but for the run's own name, which keeps two runs of one seed
 * from being one to the cluster. Not thread-safe.
 */
final class Drafts {
    private static final Duration NEVER = Duration.ofMillis(-1);
    private static final Duration QUEUED = Duration.ofMillis(100);
    private static final Duration REPLAY_WITHIN = Duration.ofSeconds(3);

    private final ObjectMapper mapper = Json.mapper();
    private final WorkloadPlan plan;
    private final Random random;
    private final Witness witness;
    private final String run;
    private long count;

    Drafts(WorkloadPlan plan, Random random, Witness witness, String run) {
        this.plan = plan;
        this.random = random;
        this.witness = witness;
        this.run = run;
    }

    /** The next. */
    Draft next() {
        count++;
        boolean bad = random.nextDouble() < plan.badShare();
        Guarantee guarantee =
                pick(List.of(Guarantee.values()), each -> plan.guarantees().getOrDefault(each, 0));
        WorkloadPlan.Runs range = pick(plan.runs(), WorkloadPlan.Runs::weight);
        Duration runs = between(range.least(), range.most());
        Shape shape = pick(List.of(Shape.values()), each -> plan.shapes().getOrDefault(each, 0));
        Duration cancelAfter = sometimes(plan.cancelShare(), cancelWithin(runs));
        Duration replayAfter = sometimes(plan.replayShare(), REPLAY_WITHIN);
        String key = run + "-" + count;
        if (bad) {
            return bad(key, guarantee, runs, shape);
        }
        return new Draft.Good(
                key, written(task(key, guarantee, runs, shape)), guarantee, runs, shape, cancelAfter, replayAfter);
    }

    private Draft bad(String key, Guarantee guarantee, Duration runs, Shape shape) {
        String name = key + "-bad";
        Map<String, Object> task = task(name, guarantee, runs, shape);
        return switch (random.nextInt(7)) {
            case 0 -> wrong(key, name, task, "priority", 9);
            case 1 -> wrong(key, name, task, "guarantee", "sometimes");
            case 2 -> wrong(key, name, task, "timeout", "-5s");
            case 3 -> wrong(key, name, task, "command", List.of());
            case 4 -> wrong(key, name, task, "maxAttempts", 0);
            case 5 -> wrong(key, name, task, "nonsense", true);
            default -> new Draft.Bad(key, "{\"type\":\"exec\",", "", "body");
        };
    }

    private Draft wrong(String key, String name, Map<String, Object> task, String field, Object value) {
        task.put(field, value);
        return new Draft.Bad(key, written(task), name, field);
    }

    private Map<String, Object> task(String name, Guarantee guarantee, Duration runs, Shape shape) {
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", TaskSubmission.EXEC);
        task.put("name", name);
        task.put("command", witness.command(runs, shape));
        task.put("guarantee", guarantee.name().toLowerCase(Locale.ROOT));
        task.put("timeout", plan.timeout().toMillis() + "ms");
        if (guarantee != Guarantee.ONCE) {
            task.put("maxAttempts", plan.maxAttempts());
        }
        return task;
    }

    /** Not long after its end, so that what is canceled often waits or runs still. */
    private Duration cancelWithin(Duration runs) {
        Duration likely = runs.multipliedBy(3).dividedBy(2).plus(QUEUED);
        return likely.compareTo(plan.cancelWithin()) < 0 ? likely : plan.cancelWithin();
    }

    private Duration sometimes(double share, Duration within) {
        boolean drawn = random.nextDouble() < share;
        Duration after = between(Duration.ZERO, within);
        return drawn ? after : NEVER;
    }

    private Duration between(Duration least, Duration most) {
        return least.plusMillis((long) (random.nextDouble() * (most.minus(least).toMillis() + 1)));
    }

    private <T> T pick(List<T> choices, ToIntFunction<T> weight) {
        int left = random.nextInt(choices.stream().mapToInt(weight).sum());
        for (T choice : choices) {
            left -= weight.applyAsInt(choice);
            if (left < 0) {
                return choice;
            }
        }
        throw new IllegalStateException("weights that are less than their sum");
    }

    private String written(Map<String, Object> task) {
        try {
            return mapper.writeValueAsString(task);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a submission that is no JSON", e);
        }
    }
}
