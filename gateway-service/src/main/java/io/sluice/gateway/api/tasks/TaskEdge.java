package io.sluice.gateway.api.tasks;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.gateway.submission.AcceptedTask;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestResponse;

/** What the resources of tasks share. */
final class TaskEdge {
    static final String TASKS = "/api/v1/tasks";

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private TaskEdge() {}

    /**
     * The id in an address.
     *
     * @throws ProblemException {@code not-found}, since what is no id names no task
     */
    static UUID id(String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw ProblemException.of(
                    ProblemType.NOT_FOUND,
                    "there is no task of this name: tasks are named by the id of their submission");
        }
        return UUID.fromString(text);
    }

    static ProblemException unknown(UUID id) {
        return ProblemException.of(
                ProblemType.NOT_FOUND, "there is no task " + id + ": it was never submitted, or was kept long enough");
    }

    static RestResponse<AcceptedTask> accepted(AcceptedTask task) {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, task)
                .header("Location", TASKS + "/" + task.id())
                .build();
    }
}
