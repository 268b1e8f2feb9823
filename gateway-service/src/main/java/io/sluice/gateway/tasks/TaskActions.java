package io.sluice.gateway.tasks;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.contracts.task.TaskView;
import io.sluice.gateway.submission.AcceptedTask;
import io.sluice.gateway.submission.Arrivals;
import io.sluice.gateway.submission.IdempotencyKey;
import io.sluice.gateway.submission.SubmissionReader;
import io.sluice.gateway.submission.Submissions;
import io.sluice.gateway.submission.Submissions.Request;
import io.sluice.gateway.upstream.Dispatch;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What operators do with a task that was taken, for the API and the console alike. */
@Singleton
public class TaskActions {
    private final Submissions submissions;
    private final SubmissionReader reader;
    private final Arrivals arrivals;
    private final Dispatch dispatch;

    TaskActions(Submissions submissions, SubmissionReader reader, Arrivals arrivals, Dispatch dispatch) {
        this.submissions = submissions;
        this.reader = reader;
        this.arrivals = arrivals;
        this.dispatch = dispatch;
    }

    /** A task with its attempts; one that is still on its way is awaited. Fails with {@code not-found}. */
    public Uni<TaskView> find(UUID id) {
        return arrivals.find(id, () -> dispatch.task(id)).map(found -> found.orElseThrow(() -> TaskEdge.unknown(id)));
    }

    /** Requests that it stops. Fails with {@code not-found} or {@code task-already-ended}. */
    public Uni<TaskView> cancel(UUID id) {
        return act(id, () -> dispatch.cancel(id));
    }

    /**
     * Gives up one that was canceled and does not stop. Fails with {@code not-found}, {@code task-already-ended} or, before it
     * may be given up, {@code abandon-refused}.
     */
    public Uni<TaskView> abandon(UUID id) {
        return act(id, () -> dispatch.abandon(id));
    }

    /**
     * Submits an ended task once more, as a new task. Fails with {@code not-found}, with {@code task-already-ended} when it
     * has not ended, or as any submission does.
     *
     * @param once the same key is the same new task
     * @param by who asks
     */
    public Uni<AcceptedTask> rerun(UUID id, @Nullable IdempotencyKey once, String by) {
        return find(id).invoke(TaskActions::refuseUnlessEnded)
                .chain(ended -> submission(id))
                .chain(reader::readAgain)
                .chain(submission -> submissions.take(new Request(submission, once, id, by)));
    }

    /** A task that is still on its way is awaited, then acted on once. */
    private Uni<TaskView> act(UUID id, Supplier<Uni<Optional<TaskView>>> action) {
        return action.get()
                .chain(done -> done.isPresent()
                        ? Uni.createFrom().item(done)
                        : arrivals.find(id, () -> dispatch.task(id))
                                .chain(found -> found.isPresent()
                                        ? action.get()
                                        : Uni.createFrom().item(found)))
                .map(done -> done.orElseThrow(() -> TaskEdge.unknown(id)));
    }

    private Uni<TaskSubmission> submission(UUID id) {
        return dispatch.submission(id).map(found -> found.orElseThrow(() -> TaskEdge.unknown(id)));
    }

    private static void refuseUnlessEnded(TaskView task) {
        if (!task.state().isTerminal()) {
            throw ProblemException.of(
                    ProblemType.TASK_ALREADY_ENDED,
                    "task " + task.id() + " is " + task.state()
                            + ": it can be run again once it has ended; cancel it first, or wait");
        }
    }
}
