package io.sluice.dispatch.edge;

import io.sluice.contracts.UuidText;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import java.util.UUID;

/** How tasks are named and missed at every HTTP edge of dispatch. */
public final class TaskEdge {
    private TaskEdge() {}

    /** The id in an address; an {@code invalid-request} when it is none. */
    public static UUID id(String text) {
        return UuidText.parse(text)
                .orElseThrow(() ->
                        ProblemException.invalid("id", "a task id, such as 0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31"));
    }

    /** There is no such task. */
    public static ProblemException unknown(UUID id) {
        return ProblemException.of(
                ProblemType.NOT_FOUND,
                "there is no task " + id + "; it was never submitted, or it ended so long ago that it was deleted");
    }
}
