package io.sluice.gateway.submission;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.IdempotencyReservation;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.gateway.upstream.Dispatch;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Takes one submission: once this has answered, the task reaches a terminal state whatever fails. */
@Singleton
public class Submissions {
    private final Dispatch dispatch;
    private final TaskTopic topic;
    private final QueueLimit limit;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    Submissions(Dispatch dispatch, TaskTopic topic, QueueLimit limit, Clock clock) {
        this.dispatch = dispatch;
        this.topic = topic;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * What somebody asks for.
     *
     * @param key the same key with the same submission is the same task
     * @param rerunOf the ended task that this one repeats
     * @param by who asks
     */
    public record Request(
            TaskSubmission submission,
            @Nullable IdempotencyKey key,
            @Nullable UUID rerunOf,
            String by) {
        /** A request with no key that repeats nothing. */
        public static Request of(TaskSubmission submission, String by) {
            return new Request(submission, null, null, by);
        }
    }

    /**
     * Takes it. Fails with {@code queue-limit}, {@code idempotency-key-reused}, {@code body-too-large}, or {@code
     * upstream-unavailable}.
     */
    public Uni<AcceptedTask> take(Request request) {
        return Uni.createFrom().deferred(() -> {
            limit.check();
            UUID id = ids.generate();
            IdempotencyKey key = request.key();
            return key == null ? write(id, request) : writeOnce(id, request, key);
        });
    }

    /**
     * Takes many in one go, each for itself: what became of each, in their order.
     *
     * @param by who asks
     */
    Uni<List<Outcome>> takeEach(List<TaskSubmission> submissions, String by) {
        Optional<ProblemException> full = limit.refusal(submissions.size());
        if (full.isPresent()) {
            Outcome refused = new Outcome.Refused(full.get().problem());
            return Uni.createFrom().item(Collections.nCopies(submissions.size(), refused));
        }
        List<UUID> taskIds =
                submissions.stream().map(submission -> ids.generate()).toList();
        List<TaskRequested> tasks = IntStream.range(0, submissions.size())
                .mapToObj(i -> new TaskRequested(taskIds.get(i), submissions.get(i), null, by, null))
                .toList();
        return topic.write(tasks)
                .map(refusals -> IntStream.range(0, taskIds.size())
                        .mapToObj(i -> refusals.get(i)
                                .<Outcome>map(refusal -> new Outcome.Refused(refusal.problem()))
                                .orElseGet(() -> new Outcome.Taken(taskIds.get(i))))
                        .toList());
    }

    /** What became of one of many. */
    sealed interface Outcome {
        /** It will run. */
        record Taken(UUID id) implements Outcome {}

        /** It was refused. */
        record Refused(Problem problem) implements Outcome {}
    }

    /**
     * Lets a whole batch pass, before the first of its tasks is taken.
     *
     * @throws ProblemException {@code queue-limit} when the queue is full
     */
    public void checkLimit() {
        limit.check();
    }

    private Uni<AcceptedTask> write(UUID id, Request request) {
        IdempotencyKey key = request.key();
        TaskRequested task = new TaskRequested(
                id, request.submission(), key == null ? null : key.value(), request.by(), request.rerunOf());
        return topic.write(task)
                .map(written -> new AcceptedTask(
                        id,
                        TaskState.QUEUED,
                        request.submission().type(),
                        request.submission().name(),
                        request.by(),
                        clock.instant(),
                        request.rerunOf()));
    }

    /**
     * The key is bound to the task before the record is written: whoever comes second finds the binding, and writes the
     * same task again in case the first one died in between. Dispatch takes it once.
     */
    private Uni<AcceptedTask> writeOnce(UUID id, Request request, IdempotencyKey key) {
        String hash = SubmissionHash.of(request.submission(), request.rerunOf());
        return dispatch.reserve(new IdempotencyReservation(key.value(), id, hash))
                .chain(bound -> {
                    // A key that an outside producer used comes without a hash.
                    if (!hash.equals(bound.bodyHash())) {
                        return Uni.createFrom().failure(reused(key, bound.taskId()));
                    }
                    Uni<AcceptedTask> taken = write(bound.taskId(), request);
                    return bound.taskId().equals(id) ? taken : taken.chain(this::asItIsNow);
                });
    }

    /** A task that was taken before may have run already. When dispatch can't tell, QUEUED is what is certain. */
    private Uni<AcceptedTask> asItIsNow(AcceptedTask task) {
        return dispatch.task(task.id())
                .map(found -> found.map(view -> new AcceptedTask(
                                view.id(),
                                view.state(),
                                view.type(),
                                view.name(),
                                view.submittedBy(),
                                view.submittedAt(),
                                view.rerunOf()))
                        .orElse(task))
                .onFailure()
                .recoverWithItem(task);
    }

    private static ProblemException reused(IdempotencyKey key, UUID taskId) {
        return ProblemException.of(
                ProblemType.IDEMPOTENCY_KEY_REUSED,
                "the Idempotency-Key \"" + key.value() + "\" stands for task " + taskId
                        + ", which was submitted with another body: use a new key for a new task");
    }
}
