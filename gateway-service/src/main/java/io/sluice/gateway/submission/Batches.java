package io.sluice.gateway.submission;

import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.gateway.submission.BatchLines.Line;
import io.sluice.gateway.submission.Submissions.Outcome;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Takes many tasks in one call. Each line is taken or refused for itself, and answered in order: a batch that breaks off
 * has taken the lines that were answered, and perhaps up to {@value #AT_ONCE} more.
 */
@Singleton
public class Batches {
    /** Lines of one batch that wait for Kafka together. */
    static final int AT_ONCE = 500;

    /** The most text of them: many batches of large tasks fit what may wait for Kafka, which bounds its memory. */
    static final int BYTES_AT_ONCE = 1024 * 1024;

    private static final Logger LOG = Logger.getLogger(Batches.class);

    private final Submissions submissions;
    private final SubmissionReader reader;

    Batches(Submissions submissions, SubmissionReader reader) {
        this.submissions = submissions;
        this.reader = reader;
    }

    /**
     * Results of all lines in their order, some at a time, made as they are asked for.
     *
     * @param by who asks
     * @throws ProblemException {@code queue-limit} when the queue is full, and nothing was taken
     */
    public Multi<List<LineResult>> take(BatchLines lines, String by) {
        submissions.checkLimit();
        return Multi.createFrom()
                .iterable(lines.groups(AT_ONCE, BYTES_AT_ONCE))
                .onItem()
                .transformToUniAndConcatenate(group -> Uni.createFrom()
                        .deferred(() -> take(lines, group, by))
                        // Reading lines, and what is made of their results, takes time that neither an event loop nor a
                        // thread of Kafka's has.
                        .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                        .emitOn(Infrastructure.getDefaultExecutor()));
    }

    /** A group is read whole and then sent whole, so that it costs one turn of each thread on its way, and one timer. */
    private Uni<List<LineResult>> take(BatchLines lines, List<Line> group, String by) {
        List<TaskSubmission> tasks = new ArrayList<>(group.size());
        Map<Line, Problem> unreadable = new HashMap<>();
        for (Line line : group) {
            try {
                tasks.add(reader.read(lines.text(line)));
            } catch (RuntimeException e) {
                unreadable.put(line, problem(e));
            }
        }
        return submissions
                .takeEach(tasks, by)
                .onFailure()
                .recoverWithItem(failure -> Collections.nCopies(tasks.size(), new Outcome.Refused(problem(failure))))
                .map(outcomes -> results(group, unreadable, outcomes));
    }

    private static List<LineResult> results(List<Line> group, Map<Line, Problem> unreadable, List<Outcome> outcomes) {
        List<LineResult> results = new ArrayList<>(group.size());
        Iterator<Outcome> next = outcomes.iterator();
        for (Line line : group) {
            Problem problem = unreadable.get(line);
            results.add(problem == null ? result(line, next.next()) : LineResult.refused(line.number(), problem));
        }
        return results;
    }

    private static LineResult result(Line line, Outcome outcome) {
        if (outcome instanceof Outcome.Taken taken) {
            return LineResult.taken(line.number(), taken.id());
        }
        return LineResult.refused(line.number(), ((Outcome.Refused) outcome).problem());
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof ProblemException refusal) {
            return refusal.problem();
        }
        LOG.error("a line of a batch could not be taken", failure);
        return Problem.of(ProblemType.INTERNAL, "the line could not be taken: send it again");
    }
}
