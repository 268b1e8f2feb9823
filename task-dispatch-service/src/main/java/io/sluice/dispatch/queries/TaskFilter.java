package io.sluice.dispatch.queries;

import io.sluice.contracts.StorableText;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskSubmission;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a page lists.
 *
 * @param states never empty
 * @param node of the newest attempt, or null for any
 * @param name exactly so, or null for any
 * @param submitted when they were submitted
 * @param before only tasks that are older than this one, or null from the newest
 * @param limit the most on a page
 */
record TaskFilter(
        Set<TaskState> states,
        @Nullable NodeName node,
        @Nullable String name,
        SubmissionWindow submitted,
        @Nullable UUID before,
        int limit) {
    private static final String ACTIVE = "active";
    private static final int CURSOR_BYTES = 16;

    /**
     * Reads the parameters of a request; a parameter that is absent or empty asks for nothing.
     *
     * @throws ProblemException naming every wrong one
     */
    static TaskFilter parse(
            @Nullable String state,
            @Nullable String node,
            @Nullable String name,
            @Nullable String submittedAfter,
            @Nullable String submittedBefore,
            @Nullable String cursor,
            @Nullable String limit) {
        List<FieldError> errors = new ArrayList<>();
        TaskFilter filter = new TaskFilter(
                parseStates(given(state), errors),
                parseNode(given(node), errors),
                parseName(given(name), errors),
                SubmissionWindow.parse(given(submittedAfter), given(submittedBefore), errors),
                parseCursor(given(cursor), errors),
                parseLimit(given(limit), errors));
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return filter;
    }

    /** The cursor of what follows this task. */
    static String cursor(UUID last) {
        byte[] bytes = ByteBuffer.allocate(CURSOR_BYTES)
                .putLong(last.getMostSignificantBits())
                .putLong(last.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Those of the states that a live task can be in. */
    Set<TaskState> liveStates() {
        return matching(state -> !state.isTerminal());
    }

    /** Those of the states that an ended task can be in. */
    Set<TaskState> terminalStates() {
        return matching(TaskState::isTerminal);
    }

    private Set<TaskState> matching(Predicate<TaskState> condition) {
        return states.stream()
                .filter(condition)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(TaskState.class)));
    }

    private static Set<TaskState> parseStates(String text, List<FieldError> errors) {
        if (text.isEmpty()) {
            return EnumSet.allOf(TaskState.class);
        }
        Set<TaskState> states = EnumSet.noneOf(TaskState.class);
        for (String word : text.split(",", -1)) {
            if (word.strip().equalsIgnoreCase(ACTIVE)) {
                Arrays.stream(TaskState.values())
                        .filter(state -> !state.isTerminal())
                        .forEach(states::add);
                continue;
            }
            try {
                states.add(TaskState.valueOf(word.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(
                        "state",
                        "active, or of " + Arrays.toString(TaskState.values())
                                + " one or several with commas between"));
                return states;
            }
        }
        return states;
    }

    private static @Nullable NodeName parseNode(String text, List<FieldError> errors) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return new NodeName(text);
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError("node", String.valueOf(e.getMessage())));
            return null;
        }
    }

    private static @Nullable String parseName(String text, List<FieldError> errors) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() > TaskSubmission.MAX_NAME || StorableText.fault(text) != null) {
            errors.add(new FieldError("name", "a task's name, at most " + TaskSubmission.MAX_NAME + " characters"));
        }
        return text;
    }

    private static @Nullable UUID parseCursor(String text, List<FieldError> errors) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == CURSOR_BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new UUID(buffer.getLong(), buffer.getLong());
            }
        } catch (IllegalArgumentException e) {
            // The answer is the same as for another length.
        }
        errors.add(new FieldError("cursor", "the next of the page before, unchanged"));
        return null;
    }

    private static int parseLimit(String text, List<FieldError> errors) {
        if (text.isEmpty()) {
            return TaskPage.DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= TaskPage.MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // The answer is the same as for a number out of range.
        }
        errors.add(new FieldError("limit", "a whole number from 1 to " + TaskPage.MAX_LIMIT));
        return TaskPage.DEFAULT_LIMIT;
    }

    private static String given(@Nullable String text) {
        return text == null ? "" : text;
    }
}
