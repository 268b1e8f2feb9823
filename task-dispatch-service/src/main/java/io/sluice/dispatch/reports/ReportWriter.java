package io.sluice.dispatch.reports;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.dispatch.attempts.EndStore;
import io.sluice.dispatch.attempts.Sender;
import io.sluice.dispatch.attempts.TaskLocks;
import io.sluice.dispatch.edge.NodeProofs.Needed;
import io.sluice.dispatch.logs.LogStore;
import io.sluice.dispatch.reports.ReportFold.Verdict;
import io.sluice.dispatch.reports.ReportStore.Closing;
import io.sluice.dispatch.reports.ReportStore.Fence;
import io.sluice.dispatch.reports.ReportStore.Live;
import io.sluice.dispatch.reports.ReportStore.Standing;
import io.sluice.service.auth.NodeProof;
import io.sluice.service.database.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes what nodes report: that of many nodes in one transaction, with a handful of statements. */
@Singleton
final class ReportWriter {
    private final Pool pool;
    private final ReportStore store;
    private final LogStore logs;
    private final EndStore endStore;

    ReportWriter(Pool pool, ReportStore store, LogStore logs, EndStore endStore) {
        this.pool = pool;
        this.store = store;
        this.logs = logs;
        this.endStore = endStore;
    }

    /** What one process of a node reports, in its order. */
    record OfNode(NodeName node, Epoch epoch, List<Report> reports, NodeProof proof) {
        Fence fence(Report report) {
            return new Fence(report.ref(), node, epoch);
        }

        Sender sender() {
            return Sender.of(node, proof);
        }
    }

    /** One transaction. One outcome for each, in their order. */
    Uni<List<ReportOutcome>> write(List<OfNode> batch) {
        List<UUID> tasks = batch.stream()
                .flatMap(ofNode -> ofNode.reports().stream())
                .map(Report::taskId)
                .distinct()
                .toList();
        List<Closing> closings = closings(batch);
        return closings.isEmpty()
                ? Transactions.openedBy(
                        pool,
                        transaction -> lock(transaction, tasks),
                        (transaction, live) -> write(transaction, batch, live))
                : pool.withTransaction(transaction -> store.close(transaction, closings)
                        .chain(() -> lock(transaction, tasks))
                        .chain(live -> write(transaction, batch, live)));
    }

    private Uni<Live> lock(SqlConnection transaction, List<UUID> tasks) {
        return Transactions.together(TaskLocks.take(transaction, tasks), store.live(transaction, tasks));
    }

    private Uni<List<ReportOutcome>> write(SqlConnection transaction, List<OfNode> batch, Live live) {
        ReportFold folding = new ReportFold(live.attempts());
        List<List<Verdict>> verdicts = batch.stream()
                .map(ofNode -> fold(folding, ofNode, live.needed().get(ofNode.node())))
                .toList();
        return apply(transaction, folding).chain(() -> outcomes(transaction, batch, verdicts));
    }

    /** A node that could not begin an attempt has closed itself: no claim may come before its next renewal says so. */
    private static List<Closing> closings(List<OfNode> batch) {
        Map<Sender, Closing> closings = new HashMap<>();
        for (OfNode ofNode : batch) {
            for (Report report : ofNode.reports()) {
                if (report instanceof Report.Ended ended && ReportFold.isNotStarted(report)) {
                    String why = ended.reason() == null
                            ? "it could not begin an attempt"
                            : ended.reason().text();
                    closings.merge(
                            ofNode.sender(),
                            new Closing(ofNode.node(), ofNode.epoch(), why, ofNode.proof()),
                            (one, other) -> one.epoch().isOlderThan(other.epoch()) ? other : one);
                }
            }
        }
        return List.copyOf(closings.values());
    }

    /** Whoever has no proof of being the node has no attempts. */
    private static List<Verdict> fold(ReportFold folding, OfNode ofNode, @Nullable Needed needed) {
        boolean proven = needed == null || needed.isMetBy(ofNode.proof());
        return ofNode.reports().stream()
                .map(report -> proven ? folding.fold(ofNode.node(), ofNode.epoch(), report) : Verdict.NOT_LIVE)
                .toList();
    }

    private Uni<Void> apply(SqlConnection transaction, ReportFold folding) {
        return store.start(transaction, folding.started())
                .chain(() -> logs.append(transaction, folding.pieces()))
                .chain(() -> endStore.attempts(transaction, folding.ends()))
                .replaceWithVoid();
    }

    private Uni<List<ReportOutcome>> outcomes(
            SqlConnection transaction, List<OfNode> batch, List<List<Verdict>> verdicts) {
        if (fences(batch, verdicts, ofNode -> true).isEmpty()
                && batch.stream().noneMatch(ofNode -> ofNode.reports().isEmpty())) {
            // Whoever holds live attempts is the newest process of its name.
            return Uni.createFrom().item(answer(batch, verdicts, Set.of(), Map.of()));
        }
        List<NodeName> nodes = batch.stream().map(OfNode::node).toList();
        return store.standings(transaction, nodes).chain(standings -> {
            List<Fence> ofProven = fences(batch, verdicts, ofNode -> isProven(ofNode, standings.get(ofNode.node())));
            return store.endedByReport(transaction, ofProven)
                    .call(byReport -> store.countRefused(
                            transaction,
                            ofProven.stream()
                                    .filter(fence -> !byReport.contains(fence))
                                    .toList()))
                    .map(byReport -> answer(batch, verdicts, byReport, standings));
        });
    }

    private static boolean isProven(OfNode ofNode, @Nullable Standing standing) {
        return standing == null || standing.needed().isMetBy(ofNode.proof());
    }

    private static List<ReportOutcome> answer(
            List<OfNode> batch, List<List<Verdict>> verdicts, Set<Fence> byReport, Map<NodeName, Standing> standings) {
        List<ReportOutcome> answers = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            OfNode ofNode = batch.get(i);
            Standing standing = standings.get(ofNode.node());
            if (standing != null && ofNode.epoch().isOlderThan(standing.newest())) {
                answers.add(new ReportOutcome.StaleEpoch(standing.newest()));
            } else if (standing != null && !isProven(ofNode, standing)) {
                answers.add(new ReportOutcome.NotProven(standing.needed()));
            } else {
                answers.add(new ReportOutcome.Taken(outcomes(ofNode, verdicts.get(i), byReport)));
            }
        }
        return answers;
    }

    private static List<ReportReply.Outcome> outcomes(OfNode ofNode, List<Verdict> verdicts, Set<Fence> byReport) {
        List<ReportReply.Outcome> outcomes = new ArrayList<>(verdicts.size());
        for (int i = 0; i < verdicts.size(); i++) {
            outcomes.add(outcome(verdicts.get(i), ofNode.fence(ofNode.reports().get(i)), byReport));
        }
        return outcomes;
    }

    private static ReportReply.Outcome outcome(Verdict verdict, Fence fence, Set<Fence> byReport) {
        return switch (verdict) {
            case ACCEPTED -> ReportReply.Outcome.ACCEPTED;
            case DUPLICATE -> ReportReply.Outcome.DUPLICATE;
            case NOT_LIVE -> byReport.contains(fence) ? ReportReply.Outcome.DUPLICATE : ReportReply.Outcome.STALE;
        };
    }

    /** What the reports name that is not live, of these senders. */
    private static List<Fence> fences(List<OfNode> batch, List<List<Verdict>> verdicts, Predicate<OfNode> ofThese) {
        List<Fence> notLive = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            OfNode ofNode = batch.get(i);
            for (int j = 0; j < ofNode.reports().size(); j++) {
                if (verdicts.get(i).get(j) == Verdict.NOT_LIVE && ofThese.test(ofNode)) {
                    notLive.add(ofNode.fence(ofNode.reports().get(j)));
                }
            }
        }
        return notLive;
    }
}
