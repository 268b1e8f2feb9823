package io.sluice.dispatch.attempts;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.dispatch.Batches;
import io.sluice.dispatch.attempts.ReportFolding.Verdict;
import io.sluice.dispatch.attempts.ReportStore.Fence;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.logs.LogStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes what nodes report, those of many nodes in one transaction; each is answered when it is committed. */
@Singleton
final class Reports {
    /** In characters of output; a report without any counts as {@link #WEIGHT_OF_A_REPORT}. */
    private static final int MOST_IN_A_BATCH = 8 << 20;

    private static final long MOST_WAITING = 64 << 20;
    private static final int WEIGHT_OF_A_REPORT = 256;
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);

    private final Pool pool;
    private final ReportStore store;
    private final LogStore logs;
    private final Ending ending;
    private final TaskEvents events;
    private final MeterRegistry metrics;
    private final Batches<OfNode, ReportOutcome> batches;

    Reports(
            Vertx vertx,
            Pool pool,
            ReportStore store,
            LogStore logs,
            Ending ending,
            TaskEvents events,
            AttemptsConfig config,
            MeterRegistry metrics) {
        this.pool = pool;
        this.store = store;
        this.logs = logs;
        this.ending = ending;
        this.events = events;
        this.metrics = metrics;
        this.batches = new Batches<>(
                vertx,
                new Batches.Limits("reports", config.reportFlush(), MOST_IN_A_BATCH, MOST_WAITING, LONGEST_WRITE),
                OfNode::node,
                Reports::weight,
                this::write);
    }

    /** What one process of a node reports, in its order. */
    record OfNode(NodeName node, Epoch epoch, List<Report> reports) {
        Fence fence(Report report) {
            return new Fence(report.ref(), node, epoch);
        }
    }

    /** The reports are taken, or refused, as a whole batch of the database; the answer comes after its commit. */
    Uni<ReportOutcome> take(NodeName node, Epoch epoch, List<Report> reports) {
        return batches.write(new OfNode(node, epoch, reports));
    }

    /** One transaction. One outcome for each, in their order. */
    Uni<List<ReportOutcome>> write(List<OfNode> batch) {
        List<java.util.UUID> tasks = batch.stream()
                .flatMap(ofNode -> ofNode.reports().stream())
                .map(Report::taskId)
                .distinct()
                .toList();
        return pool.withTransaction(transaction -> TaskLocks.take(transaction, tasks)
                .chain(() -> store.live(transaction, tasks))
                .chain(live -> {
                    ReportFolding folding = new ReportFolding(live);
                    List<List<Verdict>> verdicts = batch.stream()
                            .map(ofNode -> ofNode.reports().stream()
                                    .map(report -> folding.fold(ofNode.node(), ofNode.epoch(), report))
                                    .toList())
                            .toList();
                    return apply(transaction, folding).chain(() -> outcomes(transaction, batch, verdicts));
                }));
    }

    private Uni<Void> apply(SqlConnection transaction, ReportFolding folding) {
        return store.start(transaction, folding.started())
                .chain((List<TaskEvent> running) -> events.append(transaction, running))
                .chain(() -> logs.append(transaction, folding.pieces()))
                .chain(() -> ending.attempts(transaction, folding.ends()))
                .replaceWithVoid();
    }

    private Uni<List<ReportOutcome>> outcomes(
            SqlConnection transaction, List<OfNode> batch, List<List<Verdict>> verdicts) {
        List<Fence> notLive = fences(batch, verdicts);
        Uni<Set<Fence>> ended =
                notLive.isEmpty() ? Uni.createFrom().item(Set.of()) : store.endedByReport(transaction, notLive);
        return ended.call(byReport -> store.countRefused(
                        transaction,
                        notLive.stream()
                                .filter(fence -> !byReport.contains(fence))
                                .toList()))
                .chain(byReport -> store.epochs(
                                transaction, batch.stream().map(OfNode::node).toList())
                        .map(epochs -> answer(batch, verdicts, byReport, epochs)));
    }

    private List<ReportOutcome> answer(
            List<OfNode> batch, List<List<Verdict>> verdicts, Set<Fence> byReport, Map<NodeName, Epoch> epochs) {
        List<ReportOutcome> answers = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            OfNode ofNode = batch.get(i);
            List<ReportReply.Outcome> outcomes =
                    new ArrayList<>(ofNode.reports().size());
            for (int j = 0; j < ofNode.reports().size(); j++) {
                outcomes.add(outcome(
                        verdicts.get(i).get(j), ofNode.fence(ofNode.reports().get(j)), byReport));
            }
            outcomes.forEach(outcome -> metrics.counter("sluice.dispatch.reports", "outcome", outcome.name())
                    .increment());
            Epoch newest = epochs.get(ofNode.node());
            answers.add(
                    newest != null && ofNode.epoch().isOlderThan(newest)
                            ? new ReportOutcome.StaleEpoch(newest)
                            : new ReportOutcome.Taken(outcomes));
        }
        return answers;
    }

    private static ReportReply.Outcome outcome(Verdict verdict, Fence fence, Set<Fence> byReport) {
        return switch (verdict) {
            case ACCEPTED -> ReportReply.Outcome.ACCEPTED;
            case DUPLICATE -> ReportReply.Outcome.DUPLICATE;
            case NOT_LIVE -> byReport.contains(fence) ? ReportReply.Outcome.DUPLICATE : ReportReply.Outcome.STALE;
        };
    }

    private static List<Fence> fences(List<OfNode> batch, List<List<Verdict>> verdicts) {
        List<Fence> notLive = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            OfNode ofNode = batch.get(i);
            for (int j = 0; j < ofNode.reports().size(); j++) {
                if (verdicts.get(i).get(j) == Verdict.NOT_LIVE) {
                    notLive.add(ofNode.fence(ofNode.reports().get(j)));
                }
            }
        }
        return notLive;
    }

    private static int weight(OfNode ofNode) {
        int weight = 1;
        for (Report report : ofNode.reports()) {
            weight += WEIGHT_OF_A_REPORT;
            if (report instanceof Report.Output output) {
                weight += output.text().length();
            }
        }
        return weight;
    }
}
