package io.sluice.gateway.tasks;

import io.sluice.contracts.UuidText;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.gateway.submission.AcceptedTask;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** What the resources of tasks share. */
public final class TaskEdge {
    public static final String TASKS = "/api/v1/tasks";

    private TaskEdge() {}

    /**
     * The id in an address.
     *
     * @throws ProblemException {@code not-found}, since what is no id names no task
     */
    public static UUID id(String text) {
        return UuidText.parse(text)
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.NOT_FOUND,
                        "there is no task of this name: tasks are named by the id of their submission"));
    }

    public static ProblemException unknown(UUID id) {
        return ProblemException.of(
                ProblemType.NOT_FOUND, "there is no task " + id + ": it was never submitted, or was kept long enough");
    }

    public static RestResponse<AcceptedTask> accepted(AcceptedTask task) {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, task)
                .header("Location", TASKS + "/" + task.id())
                .build();
    }
}
