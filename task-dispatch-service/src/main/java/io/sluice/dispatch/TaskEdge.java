package io.sluice.dispatch;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import java.util.UUID;
import java.util.regex.Pattern;

/** How tasks are named and missed at every HTTP edge of dispatch. */
public final class TaskEdge {
    // UUID.fromString takes shorter groups too, and would make one task answer to several names.
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private TaskEdge() {}

    /** The id in an address; an {@code invalid-request} when it is none. */
    public static UUID id(String text) {
        if (!ID.matcher(text).matches()) {
            throw ProblemException.invalid("id", "a task id, such as 0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31");
        }
        return UUID.fromString(text);
    }

    /** There is no such task. */
    public static ProblemException unknown(UUID id) {
        return ProblemException.of(
                ProblemType.NOT_FOUND,
                "there is no task " + id + "; it was never submitted, or it ended so long ago that it was deleted");
    }
}
