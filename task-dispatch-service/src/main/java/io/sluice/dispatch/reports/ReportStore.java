package io.sluice.dispatch.reports;

import io.sluice.contracts.StorableText;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.attempts.LiveAttempt;
import io.sluice.dispatch.edge.NodeProofs;
import io.sluice.dispatch.edge.NodeProofs.Needed;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.service.auth.NodeProof;
import io.sluice.service.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** What nodes report, many at once. Every write is fenced by task, attempt, node and epoch. */
@Singleton
final class ReportStore {
    private static final String LIVE = """
            select a.task_id, a.attempt, a.node, a.epoch, a.state = 'RUNNING' as started, a.log_seq, a.stop_cause,
                coalesce(a.stop_detail, a.stop_by) as stopper,
                t.state as task_state, coalesce(t.cancel_detail, t.cancel_by) as canceler, n.needs_secret, n.secret_hash
            from attempt a join task t on t.id = any(array[a.task_id]) left join node_admission n on n.name = any(array[a.node])
            where a.task_id = any($1) and a.unheard_since is null""";

    // "Is not distinct from" is "=" here, and keeps the plan from looking through all attempts of the node.
    private static final String START = """
            with started as (
                update attempt a set state = 'RUNNING', started_at = clock_timestamp()
                from unnest($1::uuid[], $2::int[], $3::text[], $4::bigint[]) as r (task_id, attempt, node, epoch)
                where a.task_id = any(array[r.task_id]) and a.attempt = r.attempt and a.node is not distinct from r.node
                    and a.epoch = r.epoch and a.state = 'ASSIGNED'
                returning a.task_id, a.attempt, a.node, a.started_at
            ), running as (
                update task t set state = 'RUNNING' from started
                where t.id = any(array[started.task_id]) and t.state = $5
                returning t.id, t.state, started.attempt, started.node, started.started_at as at
            ), told as (
                select r.*, s.name, null::int as exit_code, null::text as reason_code, null::text as reason_text
                from running r join task_spec s on s.task_id = any(array[r.id])
            ), event as (%s)
            select from told""".formatted(TaskEvents.appending("told", "$6"));

    // In the order of names, as renewals take them, and before the locks of tasks, as a node that leaves does.
    private static final String CLOSE = """
            with mine as (
                select l.name, c.reason
                from node_lease l
                join unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::boolean[])
                        as c (name, epoch, reason, shown_hash, joined)
                    on c.name = l.name and c.epoch = l.epoch
                join node_admission n on n.name = l.name and %s
                order by l.name for no key update of l)
            update node_lease l set closed_reason = mine.reason, closed_since = clock_timestamp()
            from mine where l.name = mine.name""".formatted(NodeProofs.isMet("n", "c.shown_hash", "c.joined"));

    private static final String STANDINGS =
            "select name, epoch, needs_secret, secret_hash from node_admission where name = any($1)";

    // Ended by a report: then the same report again is no news. Ended otherwise: the sender has lost it.
    private static final String ENDED_BY_REPORT = """
            select h.task_id, h.attempt, h.node, h.epoch
            from unnest($1::uuid[], $2::int[], $3::text[], $4::bigint[]) as r (task_id, attempt, node, epoch)
            join attempt_history h on h.task_id = any(array[r.task_id]) and h.attempt = r.attempt
                and h.node = r.node and h.epoch = r.epoch
            where h.state <> 'LOST'""";

    private static final String COUNT_REFUSED = """
            update attempt_history h set refused_reports = h.refused_reports + r.refused
            from (
                select task_id, attempt, node, epoch, count(*)::int as refused
                from unnest($1::uuid[], $2::int[], $3::text[], $4::bigint[]) as r (task_id, attempt, node, epoch)
                group by task_id, attempt, node, epoch) r
            where h.task_id = any(array[r.task_id]) and h.attempt = r.attempt and h.node = r.node and h.epoch = r.epoch""";

    private final TaskEvents events;

    ReportStore(TaskEvents events) {
        this.events = events;
    }

    /** A process that has closed itself, as it says. */
    record Closing(NodeName node, Epoch epoch, String reason, NodeProof proof) {}

    /** An attempt as a report names it. */
    record Fence(AttemptRef ref, NodeName node, Epoch epoch) {}

    /**
     * No claim assigns to these processes any more, until a renewal that was begun after the commit says that they are open. What
     * has no proof of being the node closes nothing.
     */
    Uni<Void> close(SqlConnection transaction, List<Closing> closings) {
        if (closings.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return transaction
                .preparedQuery(CLOSE)
                .execute(Tuple.tuple()
                        .addArrayOfString(
                                closings.stream().map(one -> one.node().value()).toArray(String[]::new))
                        .addArrayOfLong(closings.stream()
                                .map(one -> one.epoch().value())
                                .toArray(Long[]::new))
                        .addArrayOfString(closings.stream()
                                .map(one -> StorableText.replaced(one.reason()))
                                .toArray(String[]::new))
                        .addArrayOfString(closings.stream()
                                .map(one -> one.proof().secretHash())
                                .toArray(String[]::new))
                        .addArrayOfBoolean(closings.stream()
                                .map(one -> one.proof().joined())
                                .toArray(Boolean[]::new)))
                .replaceWithVoid();
    }

    /**
     * What may be reported of.
     *
     * @param attempts by their tasks
     * @param needed what proves to be one of the nodes that have them
     */
    record Live(Map<UUID, LiveAttempt> attempts, Map<NodeName, Needed> needed) {}

    /** Who has a name, and what proves to be it. */
    record Standing(Epoch newest, Needed needed) {}

    /** The live attempts of these tasks, which the transaction has locked; without those whose process has lost its name. */
    Uni<Live> live(SqlConnection transaction, Collection<UUID> tasks) {
        return transaction
                .preparedQuery(LIVE)
                .execute(Tuple.tuple().addArrayOfUUID(tasks.toArray(UUID[]::new)))
                .map(rows -> {
                    Live live = new Live(new HashMap<>(), new HashMap<>());
                    rows.forEach(row -> {
                        LiveAttempt attempt = LiveAttempt.read(row);
                        live.attempts().put(attempt.ref().taskId(), attempt);
                        Needed needed = Needed.of(row);
                        if (needed != null) {
                            live.needed().put(attempt.node(), needed);
                        }
                    });
                    return live;
                });
    }

    /** Those that were assigned run from now on. Appends the events of the tasks that do so too: not of one that is being canceled. */
    Uni<Void> start(SqlConnection transaction, List<LiveAttempt> attempts) {
        if (attempts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Fence> fences = attempts.stream()
                .map(attempt -> new Fence(attempt.ref(), attempt.node(), attempt.epoch()))
                .toList();
        return transaction
                .preparedQuery(START)
                .execute(parameters(fences)
                        .addString(TaskState.ASSIGNED.name())
                        .addArrayOfUUID(Outbox.newIds(fences.size())))
                .invoke(() -> events.publishOnceCommitted(transaction))
                .replaceWithVoid();
    }

    /** Of those of the nodes that are known. */
    Uni<Map<NodeName, Standing>> standings(SqlClient client, Collection<NodeName> nodes) {
        return client.preparedQuery(STANDINGS)
                .execute(Tuple.tuple()
                        .addArrayOfString(nodes.stream().map(NodeName::value).toArray(String[]::new)))
                .map(rows -> {
                    Map<NodeName, Standing> standings = new HashMap<>();
                    rows.forEach(row -> standings.put(
                            new NodeName(row.getString("name")),
                            new Standing(new Epoch(row.getLong("epoch")), Objects.requireNonNull(Needed.of(row)))));
                    return standings;
                });
    }

    /** Those of the attempts that ended by a report of the same process. */
    Uni<Set<Fence>> endedByReport(SqlClient client, List<Fence> attempts) {
        return client.preparedQuery(ENDED_BY_REPORT)
                .execute(parameters(attempts.stream().distinct().toList()))
                .map(rows -> {
                    Set<Fence> ended = new HashSet<>();
                    rows.forEach(row -> ended.add(new Fence(
                            new AttemptRef(row.getUUID("task_id"), row.getInteger("attempt")),
                            new NodeName(row.getString("node")),
                            new Epoch(row.getLong("epoch")))));
                    return ended;
                });
    }

    /** Counts reports that changed nothing, in the history of what they name. */
    Uni<Void> countRefused(SqlClient client, List<Fence> refused) {
        return refused.isEmpty()
                ? Uni.createFrom().voidItem()
                : client.preparedQuery(COUNT_REFUSED)
                        .execute(parameters(refused))
                        .replaceWithVoid();
    }

    private static Tuple parameters(List<Fence> fences) {
        return Tuple.tuple()
                .addArrayOfUUID(
                        fences.stream().map(fence -> fence.ref().taskId()).toArray(UUID[]::new))
                .addArrayOfInteger(
                        fences.stream().map(fence -> fence.ref().attempt()).toArray(Integer[]::new))
                .addArrayOfString(
                        fences.stream().map(fence -> fence.node().value()).toArray(String[]::new))
                .addArrayOfLong(
                        fences.stream().map(fence -> fence.epoch().value()).toArray(Long[]::new));
    }
}
