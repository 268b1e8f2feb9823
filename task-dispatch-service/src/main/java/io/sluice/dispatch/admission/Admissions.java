package io.sluice.dispatch.admission;

import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RetireAdmission;
import io.sluice.dispatch.admission.AdmissionStore.InForce;
import io.sluice.dispatch.admission.AdmissionStore.Obstacle;
import io.sluice.dispatch.database.Rehearsal;
import io.sluice.dispatch.leases.Losses;
import io.sluice.dispatch.wake.Wake;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Puts in force what the registry says of a node: the newest revision wins, however and how often it arrives.
 *
 * <p>The commit is the barrier. A claim that counts on the node holds its row, so this waits for it; a claim that comes
 * after the commit sees the node as it is then. What the answer counts is therefore all that there will be.
 */
@Singleton
class Admissions {
    private static final int MAX_OBSTACLES = 20;

    /** An admission that can be in force whenever any can. */
    private static final NodeAdmission KNOWN_GOOD = new NodeAdmission(
            new NodeName("known-good"), new Epoch(1), NodeKind.AGENT, 1, Drain.OFF, 0, Map.of(), null, null);

    private static final Logger LOG = Logger.getLogger(Admissions.class);

    private final Pool pool;
    private final AdmissionStore store;
    private final Losses losses;
    private final Wake wake;

    Admissions(Pool pool, AdmissionStore store, Losses losses, Wake wake) {
        this.pool = pool;
        this.store = store;
        this.losses = losses;
        this.wake = wake;
    }

    /** What became of a retirement. */
    sealed interface RetireOutcome {
        /** The node is closed for good. */
        record Closed(AdmissionReply reply) implements RetireOutcome {}

        /** It holds live attempts, of which these are the oldest. */
        record NotEmpty(int liveAttempts, List<Obstacle> oldest) implements RetireOutcome {}

        /** Something newer than the retirement is in force: the name has registered again. */
        record Overtaken(long revision) implements RetireOutcome {}
    }

    /** Puts the admission in force unless something as new is; the answer tells what is. */
    Uni<AdmissionReply> admit(NodeAdmission admission) {
        return pool.withTransaction(transaction -> store.lock(transaction, admission.name())
                        .chain(before -> admit(transaction, admission, before)))
                .invoke(Admitted::log)
                .map(Admitted::reply);
    }

    /** Fails when no node can be admitted at present; nothing of it stays. */
    Uni<Void> rehearse() {
        return Rehearsal.of(
                pool,
                transaction -> store.lock(transaction, KNOWN_GOOD.name())
                        .chain(before -> admit(transaction, KNOWN_GOOD, before)));
    }

    /** Closes a node for good, unless it holds live attempts. The same again is answered as before. */
    Uni<RetireOutcome> retire(NodeName name, RetireAdmission retirement) {
        return pool.withTransaction(transaction -> store.lock(transaction, name).chain(before -> {
            if (before.isPresent() && !isOlder(before.get(), retirement)) {
                return answerAgain(transaction, name, before.get(), retirement);
            }
            return close(transaction, name, retirement);
        }));
    }

    /** All nodes that are not retired, by name. */
    Uni<List<NodeLoad>> loads() {
        return store.loads(pool);
    }

    /** One node; empty when it is not known, or retired. */
    Uni<Optional<NodeLoad>> load(NodeName name) {
        return store.load(pool, name);
    }

    private Uni<RetireOutcome> answerAgain(
            SqlConnection transaction, NodeName name, InForce inForce, RetireAdmission retirement) {
        if (inForce.retired() && inForce.revision() == retirement.revision()) {
            return store.reply(transaction, name).map(RetireOutcome.Closed::new);
        }
        return Uni.createFrom().item(new RetireOutcome.Overtaken(inForce.revision()));
    }

    private Uni<RetireOutcome> close(SqlConnection transaction, NodeName name, RetireAdmission retirement) {
        return store.liveAttempts(transaction, name, MAX_OBSTACLES).chain(live -> {
            if (!live.isEmpty()) {
                return store.reply(transaction, name)
                        .map(reply -> new RetireOutcome.NotEmpty(reply.liveAttempts(), live));
            }
            return store.retire(transaction, name, retirement)
                    .chain(() -> wake.nodesChanged(transaction, List.of(name.value())))
                    .chain(() -> wake.queueChanged(transaction))
                    .chain(() -> store.reply(transaction, name))
                    .invoke(() -> LOG.infof(
                            "node %s: → retired by %s, revision %d", name, retirement.by(), retirement.revision()))
                    .map(RetireOutcome.Closed::new);
        });
    }

    /** What a transaction has admitted; told to people once it is committed. */
    private record Admitted(NodeAdmission admission, Optional<InForce> before, boolean applied, AdmissionReply reply) {
        private void log() {
            if (applied) {
                LOG.infof(
                        "node %s epoch %s: %s → %s, revision %d",
                        admission.name(),
                        admission.epoch(),
                        before.map(Admissions::inWords).orElse("unknown"),
                        inWords(admission),
                        admission.revision());
            }
        }
    }

    private Uni<Admitted> admit(SqlConnection transaction, NodeAdmission admission, Optional<InForce> before) {
        return store.admit(transaction, admission)
                .call(applied -> applied ? tell(transaction, admission.name()) : nothing())
                .chain(applied -> store.reply(transaction, admission.name())
                        .map(reply -> new Admitted(admission, before, applied, reply)));
    }

    private Uni<Void> tell(SqlConnection transaction, NodeName name) {
        List<String> names = List.of(name.value());
        return losses.onNewerEpoch(transaction, names)
                .chain(() -> wake.nodesChanged(transaction, names))
                .chain(() -> wake.queueChanged(transaction));
    }

    private static boolean isOlder(InForce inForce, RetireAdmission retirement) {
        return inForce.revision() < retirement.revision();
    }

    private static String inWords(InForce inForce) {
        if (inForce.retired()) {
            return "retired";
        }
        return (inForce.draining() ? "closed" : "open") + " with cap " + inForce.taskCap() + " in epoch "
                + inForce.epoch();
    }

    private static String inWords(NodeAdmission admission) {
        Drain drain = admission.drain();
        return (drain.enabled() ? "closed for a drain by " + drain.by() + " (\"" + drain.reason() + "\")" : "open")
                + " with cap " + admission.taskCap();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
