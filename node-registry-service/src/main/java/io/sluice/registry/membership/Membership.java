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
import io.sluice.registry.membership.RegistrationPolicy.Decision;
import io.sluice.registry.membership.RegistrationPolicy.Holder;
import io.sluice.registry.membership.RegistrationStore.Registered;
import io.sluice.registry.node.NodeRow;
import io.sluice.service.auth.NodeProof;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Takes processes in as nodes, and lets them go. */
@Singleton
final class Membership {
    private static final Logger LOG = Logger.getLogger(Membership.class);

    private final Pool pool;
    private final RegistrationStore store;
    private final NodeEvents events;
    private final AdmissionPush push;
    private final BooleanSupplier isQuietPeriod;
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

    @Inject
    Membership(Pool pool, RegistrationStore store, NodeEvents events, AdmissionPush push, PresenceSweeper presence) {
        this(pool, store, events, push, presence::isQuietPeriod);
    }

    /**
     * @param isQuietPeriod whether nodes had no chance to check in of late
     */
    Membership(
            Pool pool, RegistrationStore store, NodeEvents events, AdmissionPush push, BooleanSupplier isQuietPeriod) {
        this.pool = pool;
        this.store = store;
        this.events = events;
        this.push = push;
        this.isQuietPeriod = isQuietPeriod;
    }

    /** What becomes of a registration. */
    sealed interface RegisterOutcome {
        /** The process is the node of the name. */
        record Accepted(NodeRow node) implements RegisterOutcome {}

        /** The process was it once, and never can be again. */
        record Refused(PastIncarnation past) implements RegisterOutcome {}

        /** Another process has the name. */
        record NameTaken(Holder holder) implements RegisterOutcome {}

        /** Nobody knows the process, and it showed no join token. */
        record NeedsJoinToken() implements RegisterOutcome {}
    }

    Uni<RegisterOutcome> register(RegisterRequest request, NodeProof proof) {
        return pool.withTransaction(transaction -> store.holder(transaction, request.name())
                        .chain(holder -> decide(transaction, request, proof, holder)))
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
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "node %s epoch %s: its stop could not be put on record; it says so again with its next heartbeat: %s",
                        name, epoch, failure.getMessage()))
                .invoke(stopped -> stopped.filter(node -> !node.barrier()).ifPresent(push::pushSoon));
    }

    /** What becomes of a goodbye. */
    enum GoodbyeOutcome {
        /** The process was the node until now. */
        LEFT,
        /** It had left already, or another is the node: nothing to do. */
        NOT_THE_NODE,
        /** It is the node by its epoch, and did not prove to be by the node's secret. */
        NEEDS_SECRET,
        /** The same for a node without a secret. */
        NEEDS_JOIN_TOKEN
    }

    Uni<GoodbyeOutcome> goodbye(NodeName name, Goodbye goodbye, NodeProof proof) {
        return pool.withTransaction(transaction -> store.goodbye(
                        transaction, name, goodbye.epoch(), goodbye.incarnation(), proof)
                .chain(left -> left.isEmpty()
                        ? store.holderNow(transaction, name).map(holder -> refusal(holder, goodbye))
                        : events.record(
                                        transaction,
                                        left.get(),
                                        NodeChange.GOODBYE,
                                        name.value(),
                                        "its process left in order and is OFFLINE at once")
                                .invoke(() -> LOG.infof(
                                        "node %s epoch %s: → OFFLINE, it said goodbye",
                                        name, left.get().epoch()))
                                .replaceWith(GoodbyeOutcome.LEFT)));
    }

    private static GoodbyeOutcome refusal(Optional<Holder> found, Goodbye goodbye) {
        return found.filter(holder -> !holder.saidGoodbye()
                        && holder.epoch().equals(goodbye.epoch())
                        && holder.incarnation().equals(goodbye.incarnation()))
                .map(holder ->
                        holder.secretHash() == null ? GoodbyeOutcome.NEEDS_JOIN_TOKEN : GoodbyeOutcome.NEEDS_SECRET)
                .orElse(GoodbyeOutcome.NOT_THE_NODE);
    }

    private Uni<RegisterOutcome> decide(
            SqlConnection transaction, RegisterRequest request, NodeProof proof, Optional<Holder> holder) {
        Decision decision =
                RegistrationPolicy.decide(holder, request.incarnation(), proof, isQuietPeriod.getAsBoolean());
        if (decision instanceof Decision.NameTaken taken) {
            // A process that is past hears that first: it must not wait for a name that it can never have.
            return store.past(transaction, request.name(), request.incarnation())
                    .map(past -> past.<RegisterOutcome>map(RegisterOutcome.Refused::new)
                            .orElse(new RegisterOutcome.NameTaken(taken.holder())));
        }
        if (decision instanceof Decision.Claim claim) {
            return store.register(transaction, request, ids.generate(), proof.secretHash(), claim.olderIsGone())
                    .chain(registered -> registered.isPresent()
                            ? accept(transaction, registered.get(), claim)
                            : refuse(transaction, request));
        }
        return Uni.createFrom().item(new RegisterOutcome.NeedsJoinToken());
    }

    private Uni<RegisterOutcome> accept(SqlConnection transaction, Registered registered, Decision.Claim claim) {
        NodeRow node = registered.node();
        Uni<Void> recorded = Uni.createFrom().voidItem();
        if (registered.changed()) {
            String detail = detail(node, registered, claim);
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

    private static String detail(NodeRow node, Registered registered, Decision.Claim claim) {
        String who = "%s %s, task cap %d, labels %s, task types %s"
                .formatted(
                        node.kind().name().toLowerCase(Locale.ROOT),
                        node.version(),
                        node.taskCap(),
                        node.labels(),
                        node.types());
        return registered
                .supersedes()
                .map(older -> "registered: " + who + "; epoch " + older + " is refused from now on"
                        + (claim.olderIsGone()
                                ? ""
                                : ": it was silent; this process does not have its secret and took the name over"))
                .orElse("registered: " + who);
    }
}
