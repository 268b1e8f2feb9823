package io.sluice.registry.membership;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.Goodbye;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.registry.admission.AdmissionPush;
import io.sluice.registry.audit.NodeChange;
import io.sluice.registry.events.NodeEvents;
import io.sluice.registry.membership.RegistrationStore.Registered;
import io.sluice.registry.node.NodeRow;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Takes processes in as nodes, and lets them go. */
@Singleton
final class Membership {
    private static final Logger LOG = Logger.getLogger(Membership.class);

    private final Pool pool;
    private final RegistrationStore store;
    private final NodeEvents events;
    private final AdmissionPush push;
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

    Membership(Pool pool, RegistrationStore store, NodeEvents events, AdmissionPush push) {
        this.pool = pool;
        this.store = store;
        this.events = events;
        this.push = push;
    }

    /** What becomes of a registration. */
    sealed interface RegisterOutcome {
        /** The process is the node of the name. */
        record Accepted(NodeRow node) implements RegisterOutcome {}

        /** The process was it once, and never can be again. */
        record Refused(PastIncarnation past) implements RegisterOutcome {}
    }

    Uni<RegisterOutcome> register(RegisterRequest request) {
        return pool.withTransaction(transaction -> store.register(transaction, request, ids.generate())
                        .chain(registered -> registered.isPresent()
                                ? accept(transaction, registered.get())
                                : refuse(transaction, request)))
                .invoke(outcome -> {
                    if (outcome instanceof RegisterOutcome.Accepted accepted
                            && !accepted.node().barrier()) {
                        push.pushSoon(accepted.node());
                    }
                });
    }

    /**
     * The process was told to stop: the node drains until it registers again. Dispatch is told, and nobody waits for it.
     *
     * @return the node; empty when that was on record already, or the process is not the node of this name any more
     */
    Uni<Optional<NodeRow>> stop(NodeName name, Epoch epoch, UUID incarnation) {
        return pool.withTransaction(transaction -> store.stop(transaction, name, epoch, incarnation)
                        .call(stopped -> stopped.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : events.record(
                                                transaction,
                                                stopped.get(),
                                                NodeChange.STOPPING,
                                                name.value(),
                                                Drain.STOP_REASON + ": it takes no new task")
                                        .invoke(() -> LOG.infof(
                                                "node %s epoch %s: → DRAINING, %s", name, epoch, Drain.STOP_REASON))))
                .invoke(stopped -> stopped.filter(node -> !node.barrier()).ifPresent(push::pushSoon));
    }

    /** Answers whether the process was the node of the name until now, or had left before. */
    Uni<Boolean> goodbye(NodeName name, Goodbye goodbye) {
        return pool.withTransaction(transaction -> store.goodbye(
                        transaction, name, goodbye.epoch(), goodbye.incarnation())
                .chain(left -> left.isEmpty()
                        ? Uni.createFrom().item(false)
                        : events.record(
                                        transaction,
                                        left.get(),
                                        NodeChange.GOODBYE,
                                        name.value(),
                                        "its process left in order and is OFFLINE at once")
                                .invoke(() -> LOG.infof(
                                        "node %s epoch %s: → OFFLINE, it said goodbye",
                                        name, left.get().epoch()))
                                .replaceWith(true)));
    }

    private Uni<RegisterOutcome> accept(SqlConnection transaction, Registered registered) {
        NodeRow node = registered.node();
        Uni<Void> recorded = Uni.createFrom().voidItem();
        if (registered.changed()) {
            String detail = detail(node, registered);
            recorded = events.record(
                            transaction,
                            node,
                            NodeChange.REGISTERED,
                            node.name().value(),
                            detail)
                    .invoke(() -> LOG.infof("node %s epoch %s: %s", node.name(), node.epoch(), detail));
        }
        return recorded.replaceWith(new RegisterOutcome.Accepted(node));
    }

    private Uni<RegisterOutcome> refuse(SqlConnection transaction, RegisterRequest request) {
        return store.past(transaction, request.name(), request.incarnation())
                .map(past -> new RegisterOutcome.Refused(past.orElseThrow()));
    }

    private static String detail(NodeRow node, Registered registered) {
        String who = "%s %s, task cap %d, labels %s, task types %s"
                .formatted(
                        node.kind().name().toLowerCase(Locale.ROOT),
                        node.version(),
                        node.taskCap(),
                        node.labels(),
                        node.types());
        return registered
                .supersedes()
                .map(older -> "registered: " + who + "; epoch " + older + " is refused from now on")
                .orElse("registered: " + who);
    }
}
