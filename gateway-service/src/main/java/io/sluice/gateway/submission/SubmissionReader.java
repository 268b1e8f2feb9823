package io.sluice.gateway.submission;

import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.service.json.StrictJson;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads tasks as people send them. */
@Singleton
public class SubmissionReader {
    /** Above this, reading takes time that an event loop does not have. Bytes. */
    private static final int LARGE = 64 * 1024;

    private final StrictJson bodies;

    SubmissionReader(StrictJson bodies) {
        this.bodies = bodies;
    }

    /** The task of a body, which may be large. Fails with {@code invalid-request}, naming every wrong field. */
    public Uni<TaskSubmission> readWhole(byte @Nullable [] body) {
        Uni<TaskSubmission> task = Uni.createFrom().item(() -> read(body));
        return body == null || body.length < LARGE
                ? task
                : task.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /**
     * The task of a line.
     *
     * @throws ProblemException {@code invalid-request}, naming every wrong field
     */
    TaskSubmission read(byte @Nullable [] body) {
        TaskSubmission submission = bodies.read(body == null ? new byte[0] : body, TaskSubmission.class);
        List<FieldError> errors = TextPolicy.violations(submission);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return submission;
    }
}
