package io.sluice.dispatch.leases;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.dispatch.attempts.AttemptsConfig;
import io.sluice.dispatch.attempts.Sender;
import io.sluice.dispatch.edge.NodeProofs.Needed;
import io.sluice.dispatch.leases.RenewalPolicy.Reconciled;
import io.sluice.dispatch.leases.RenewalStore.Found;
import io.sluice.dispatch.leases.RenewalStore.Standing;
import io.sluice.dispatch.stream.FrameStore;
import io.sluice.service.auth.NodeProof;
import io.sluice.service.loop.Batches;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Renews leases, those of many nodes at once, and settles what a node holds against what it should hold. */
@Singleton
public final class Renewals {
    private static final int MAX_BATCH_SIZE = 1_000;
    private static final int MAX_PENDING = 10_000;

    /** Each may be as large as a submission. The stream brings them all; this is for what it lost. */
    private static final int MAX_ASSIGNMENTS = 200;

    /** A node gives up after 3 s and asks another replica. */
    private static final Duration WRITE_TIMEOUT = Duration.ofMillis(2_500);

    private static final Logger LOG = Logger.getLogger(Renewals.class);

    private final Pool pool;
    private final RenewalStore store;
    private final FrameStore frames;
    private final Losses losses;
    private final Batches<OfNode, RenewalOutcome> batches;

    Renewals(Vertx vertx, Pool pool, RenewalStore store, FrameStore frames, Losses losses, AttemptsConfig config) {
        this.pool = pool;
        this.store = store;
        this.frames = frames;
        this.losses = losses;
        this.batches = new Batches<>(
                vertx,
                new Batches.Limits("renewals", config.renewalFlush(), MAX_BATCH_SIZE, MAX_PENDING, WRITE_TIMEOUT),
                OfNode::sender,
                ofNode -> 1,
                this::write);
    }

    /** A renewal with the name it came for. */
    record OfNode(NodeName node, Renewal renewal, NodeProof proof) {
        private Sender sender() {
            return Sender.of(node, proof);
        }
    }

    /** Renews with the next batch. */
    public Uni<RenewalOutcome> renew(NodeName node, Renewal renewal, NodeProof proof) {
        return batches.write(new OfNode(node, renewal, proof));
    }

    /** One statement for all leases, then what follows of what the nodes hold. One outcome for each, in their order. */
    Uni<List<RenewalOutcome>> write(List<OfNode> batch) {
        return pool.withConnection(connection -> store.renew(connection, batch)).chain(standings -> {
            List<OfNode> renewed = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                if (standings.get(i).renewedAt() != null) {
                    renewed.add(batch.get(i));
                }
            }
            return settle(renewed).map(said -> {
                List<RenewalOutcome> outcomes = new ArrayList<>();
                for (int i = 0; i < batch.size(); i++) {
                    outcomes.add(outcome(batch.get(i), standings.get(i), said));
                }
                return outcomes;
            });
        });
    }

    private Uni<Map<NodeName, List<StreamFrame>>> settle(List<OfNode> renewed) {
        if (renewed.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Map<NodeName, Epoch> epochs = renewed.stream()
                .collect(Collectors.toMap(OfNode::node, one -> one.renewal().epoch(), (one, same) -> one));
        return store.live(pool, epochs.keySet()).chain(all -> {
            List<Found> live = all.stream()
                    .filter(found -> found.epoch().equals(epochs.get(found.node())))
                    .toList();
            Map<NodeName, List<RenewalPolicy.Live>> byNode = live.stream()
                    .collect(Collectors.groupingBy(Found::node, Collectors.mapping(Found::live, Collectors.toList())));
            Map<NodeName, List<StreamFrame>> said = new HashMap<>();
            List<AttemptRef> toAssign = new ArrayList<>();
            List<AttemptRef> lost = new ArrayList<>();
            for (OfNode one : renewed) {
                Reconciled reconciled = RenewalPolicy.reconcile(
                        one.renewal().held(),
                        byNode.getOrDefault(one.node(), List.of()),
                        one.renewal().since());
                said.put(one.node(), new ArrayList<>(reconciled.stops()));
                reconciled.toAssign().stream()
                        .limit(MAX_ASSIGNMENTS - toAssign.size())
                        .forEach(toAssign::add);
                lost.addAll(reconciled.lost());
            }
            Set<NodeName> back =
                    live.stream().filter(Found::reconnecting).map(Found::node).collect(Collectors.toSet());
            return frames.assignments(pool, toAssign)
                    .invoke(assignments -> said.forEach(
                            (node, ofNode) -> ofNode.addAll(assignments.getOrDefault(node.value(), List.of()))))
                    .call(() -> settleDatabase(back, lost))
                    .replaceWith(said);
        });
    }

    /** The leases are renewed already, and the answer does not depend on this: what fails is found again next time. */
    private Uni<Void> settleDatabase(Set<NodeName> back, List<AttemptRef> lost) {
        Uni<Void> reconnected = back.isEmpty() ? Uni.createFrom().voidItem() : store.reconnected(pool, back);
        return reconnected
                .chain(() -> losses.notHeld(lost))
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("%d attempts that ended unreported are settled later: %s", lost.size(), failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static RenewalOutcome outcome(OfNode one, Standing standing, Map<NodeName, List<StreamFrame>> said) {
        if (standing.renewedAt() != null) {
            return new RenewalOutcome.Renewed(standing.renewedAt(), said.getOrDefault(one.node(), List.of()));
        }
        Epoch newest = standing.newest();
        if (newest != null && one.renewal().epoch().isOlderThan(newest)) {
            return new RenewalOutcome.StaleEpoch(newest);
        }
        if (!one.renewal().epoch().equals(newest)) {
            return new RenewalOutcome.NotYetKnown();
        }
        if (standing.retired()) {
            return new RenewalOutcome.Retired();
        }
        Needed needed = standing.needed();
        return needed == null || needed.isMetBy(one.proof())
                ? new RenewalOutcome.NotYetKnown()
                : new RenewalOutcome.NotProven(needed);
    }
}
