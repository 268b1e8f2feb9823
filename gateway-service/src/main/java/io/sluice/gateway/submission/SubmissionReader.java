package io.sluice.gateway.submission;

import io.sluice.contracts.Json;
import io.sluice.contracts.Utf8;
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
    private final long maxInput;

    SubmissionReader(StrictJson bodies, SubmissionConfig config) {
        this.bodies = bodies;
        this.maxInput = config.submission().maxInput().asLongValue();
    }

    /** The task of a body, which may be large. Fails with {@code invalid-request}, naming every wrong field. */
    public Uni<TaskSubmission> readWhole(byte @Nullable [] body) {
        Uni<TaskSubmission> task = Uni.createFrom().item(() -> read(body));
        return body == null || body.length < LARGE
                ? task
                : task.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /**
     * A task that was taken before, perhaps when other rules were in force: what is written to Kafka must be taken behind it.
     * Fails with {@code invalid-request}, naming every field that is not taken any more.
     */
    public Uni<TaskSubmission> readAgain(TaskSubmission task) {
        return readWhole(Json.bytes(task));
    }

    /**
     * The task of a line.
     *
     * @throws ProblemException {@code invalid-request}, naming every wrong field
     */
    TaskSubmission read(byte @Nullable [] body) {
        return bodies.read(body == null ? new byte[0] : body, TaskSubmission.class, this::violations);
    }

    private List<FieldError> violations(TaskSubmission task) {
        int bytes = task.stdin() == null ? 0 : Utf8.length(task.stdin());
        return bytes <= maxInput
                ? List.of()
                : List.of(new FieldError(
                        "stdin",
                        "takes " + bytes + " bytes of UTF-8, and " + maxInput
                                + " is the most here (sluice.gateway.submission.max-input): pass large input"
                                + " by reference"));
    }
}
