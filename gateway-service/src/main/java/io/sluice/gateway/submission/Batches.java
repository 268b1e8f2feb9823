package io.sluice.gateway.submission;

import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.gateway.submission.BatchLines.Line;
import io.sluice.gateway.submission.Submissions.Request;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Takes many tasks in one call. Each line is taken or refused for itself, and answered in order: a batch that breaks off
 * has taken the lines that were answered, and perhaps up to {@value #AT_ONCE} more.
 */
@Singleton
public class Batches {
    /** Lines of one batch that wait for Kafka together. */
    static final int AT_ONCE = 500;

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
                .iterable(groups(lines.all()))
                .onItem()
                .transformToUniAndConcatenate(group -> Uni.join()
                        .all(group.stream().map(line -> take(lines, line, by)).toList())
                        .andFailFast()
                        // Reading lines takes time that neither an event loop nor a thread of Kafka's has.
                        .runSubscriptionOn(Infrastructure.getDefaultExecutor()));
    }

    private Uni<LineResult> take(BatchLines lines, Line line, String by) {
        return Uni.createFrom()
                .deferred(() -> submissions.take(Request.of(reader.read(lines.text(line)), by)))
                .map(task -> LineResult.taken(line.number(), task))
                .onFailure()
                .recoverWithItem(failure -> LineResult.refused(line.number(), problem(failure)));
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof ProblemException refusal) {
            return refusal.problem();
        }
        LOG.error("a line of a batch could not be taken", failure);
        return Problem.of(ProblemType.INTERNAL, "the line could not be taken: send it again");
    }

    private static List<List<Line>> groups(List<Line> lines) {
        List<List<Line>> groups = new ArrayList<>();
        for (int from = 0; from < lines.size(); from += AT_ONCE) {
            groups.add(lines.subList(from, Math.min(from + AT_ONCE, lines.size())));
        }
        return groups;
    }
}
