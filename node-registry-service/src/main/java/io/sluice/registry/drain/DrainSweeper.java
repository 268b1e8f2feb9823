package io.sluice.registry.drain;

import io.quarkus.scheduler.Scheduled;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Eviction;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.registry.admission.AdmissionPush;
import io.sluice.registry.admission.DispatchPeer;
import io.sluice.registry.audit.NodeChange;
import io.sluice.registry.events.NodeEvents;
import io.sluice.registry.node.NodeRow;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Follows drains to their end: does what was asked for at the deadline, and puts DRAINED on record, each once. Safe on
 * all replicas at once. While no drain is open it costs two looks at a small index.
 */
@Singleton
final class DrainSweeper {
    private static final int MAX_PER_PASS = 100;

    private static final Logger LOG = Logger.getLogger(DrainSweeper.class);

    private final Pool pool;
    private final DrainStore store;
    private final NodeEvents events;
    private final AdmissionPush admissions;
    private final DispatchPeer dispatch;

    DrainSweeper(Pool pool, DrainStore store, NodeEvents events, AdmissionPush admissions, DispatchPeer dispatch) {
        this.pool = pool;
        this.store = store;
        this.events = events;
        this.admissions = admissions;
        this.dispatch = dispatch;
    }

    @Scheduled(identity = "drain-sweeper", every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return store.overdue(pool, MAX_PER_PASS)
                .chain(overdue -> oneByOne(overdue, this::endAtDeadline))
                .chain(() -> store.emptying(pool))
                .chain(this::findDrained)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.debugf("open drains are looked at again in a moment: %s", failure.getMessage());
                    return null;
                });
    }

    private Uni<Void> findDrained(List<NodeRow> emptying) {
        if (emptying.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return dispatch.loads().chain(loads -> {
            Map<?, NodeLoad> byName = loads.stream().collect(Collectors.toMap(NodeLoad::name, Function.identity()));
            List<NodeRow> drained = emptying.stream()
                    .filter(node -> DrainPolicy.isDrained(node, byName.get(node.name())))
                    .toList();
            return oneByOne(drained, node -> admissions.countedEmpty(node.name(), node.revision()));
        });
    }

    /**
     * Dispatch first, then the record: when this dies in between, dispatch is asked twice, which ends nothing that the
     * first did not.
     */
    private Uni<Void> endAtDeadline(NodeRow node) {
        Drain.OnDeadline action = Objects.requireNonNull(node.drain().onDeadline());
        String by = Objects.requireNonNull(node.drain().by());
        String deadlineBy = Objects.requireNonNull(node.drain().deadlineBy());
        Uni<Void> done = action == Drain.OnDeadline.LEAVE
                ? Uni.createFrom().voidItem()
                : dispatch.evict(
                        node.name(),
                        new Eviction(action, by, node.drain().reason(), deadlineBy.equals(by) ? null : deadlineBy));
        String detail = detail(node.drain());
        return done.chain(() -> pool.withTransaction(transaction -> store.deadlineDone(transaction, node)
                .chain(recorded -> recorded.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : events.record(
                                        transaction,
                                        recorded.get(),
                                        NodeChange.DRAIN_DEADLINE_PASSED,
                                        AdmissionPush.ACTOR,
                                        detail)
                                .invoke(() -> LOG.warnf("node %s epoch %s: %s", node.name(), node.epoch(), detail)))));
    }

    private static String detail(Drain drain) {
        String passed = "the deadline of the drain by " + drain.by() + " (\"" + drain.reason() + "\"), set by "
                + drain.deadlineBy() + ", has passed: ";
        return passed
                + switch (Objects.requireNonNull(drain.onDeadline())) {
                    case LEAVE -> "live attempts go on, as asked for";
                    case REQUEUE -> "live attempts are ended and their tasks wait for other nodes, as asked for";
                    case CANCEL -> "tasks with live attempts are canceled, as asked for";
                };
    }

    private static Uni<Void> oneByOne(List<NodeRow> nodes, Function<NodeRow, Uni<Void>> step) {
        return Multi.createFrom()
                .iterable(nodes)
                .onItem()
                .transformToUni(node -> step.apply(node))
                .concatenate()
                .collect()
                .last()
                .replaceWithVoid();
    }
}
