package io.sluice.node.execution;

import io.sluice.contracts.Timespan;

/**
 * Does nothing, for as long as the parameter {@code duration} says (such as {@code 50ms}; no time when absent). For
 * load tests, and the example of a {@link TaskRunner}.
 */
public final class NoopRunner implements TaskRunner {
    private static final String DURATION = "duration";

    @Override
    public String type() {
        return "noop";
    }

    @Override
    public TaskResult run(TaskContext context) throws InterruptedException {
        String duration = context.parameters().get(DURATION);
        if (duration == null) {
            return TaskResult.succeeded();
        }
        Timespan span;
        try {
            span = Timespan.parse(duration);
        } catch (IllegalArgumentException e) {
            return TaskResult.failed(
                    "INVALID_PARAMETER", "duration is '" + duration + "'; give " + e.getMessage() + ".");
        }
        context.awaitStop(span.value());
        return TaskResult.succeeded();
    }

    /** Whether running it takes no time, so that no thread is worth it. */
    static boolean isOverAtOnce(TaskContext context) {
        return !context.parameters().containsKey(DURATION);
    }
}
