package io.sluice.gateway.submission;

import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.service.json.StrictJson;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads tasks as people send them. */
@Singleton
public class SubmissionReader {
    private final StrictJson bodies;

    SubmissionReader(StrictJson bodies) {
        this.bodies = bodies;
    }

    /**
     * The task of a body.
     *
     * @throws ProblemException {@code invalid-request}, naming every wrong field
     */
    public TaskSubmission read(byte @Nullable [] body) {
        TaskSubmission submission = bodies.read(body == null ? new byte[0] : body, TaskSubmission.class);
        List<FieldError> errors = TextPolicy.violations(submission);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return submission;
    }
}
