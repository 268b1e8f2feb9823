package io.sluice.contracts.task;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The types of tasks that a node runs. */
public final class TaskTypes {
    /** What a type looks like. */
    public static final String PATTERN = "[a-z][a-z0-9-]{0,62}";

    /** The rule in words. */
    public static final String RULE = "a-z, 0-9 and '-', starting with a letter, at most 63";

    /** The most types that a node may name. */
    public static final int MAX_TYPES = 100;

    private static final List<String> ASSUMED = List.of(TaskSubmission.EXEC, "noop");

    private TaskTypes() {}

    /** Those that were named, sorted and each once; {@code exec} and {@code noop} when none was, as older nodes do. */
    public static List<String> orAssumed(@Nullable List<String> named) {
        return named == null ? ASSUMED : List.copyOf(new TreeSet<>(named));
    }
}
