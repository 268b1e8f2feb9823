package io.sluice.dispatch.admission;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.Json;
import io.sluice.contracts.event.NodeEvent;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.consumers.Retries;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the registry what its call did not bring: the admissions in {@code sluice.node-events}, by the same rule.
 * A record that is no node event is passed over, since newer versions may say more. Retirement comes by its call alone.
 */
@ApplicationScoped
class NodeEventsConsumer {
    private static final ObjectMapper JSON = Json.mapper();
    private static final Logger LOG = Logger.getLogger(NodeEventsConsumer.class);

    private final Pool pool;
    private final AdmissionStore store;
    private final Admissions admissions;
    private final Retries retries;

    NodeEventsConsumer(Pool pool, AdmissionStore store, Admissions admissions, MeterRegistry metrics) {
        this.pool = pool;
        this.store = store;
        this.admissions = admissions;
        this.retries = new Retries(LOG, "admitting nodes from sluice.node-events", "node-events", metrics);
    }

    /** Done when all that is new is in force. Waits for the database. */
    @Incoming("node-events")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    Uni<Void> consume(KafkaRecordBatch<byte[], byte[]> batch) {
        return apply(newest(batch.getPayload()))
                .chain(() -> Uni.createFrom().completionStage(batch::ack))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("the offset was not committed, and will be with the next: %s", failure.getMessage());
                    return null;
                });
    }

    /** Puts in force what is newer than what is; what is not newer locks no row. */
    Uni<Void> apply(List<NodeAdmission> heard) {
        if (heard.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<NodeName> names = heard.stream().map(NodeAdmission::name).toList();
        return retries.untilDone(() -> store.revisions(pool, names), failure -> false)
                .chain(inForce -> Multi.createFrom()
                        .iterable(heard)
                        .select()
                        .where(admission -> isNewer(admission, inForce.get(admission.name())))
                        .onItem()
                        .transformToUniAndConcatenate(this::apply)
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    private Uni<Void> apply(NodeAdmission admission) {
        return retries.untilDoneOrToBlame(
                () -> admissions.admit(admission).replaceWithVoid(), admissions::rehearse, failure -> {
                    LOG.warnf(
                            "node %s: revision %d from the topic can't be in force while others can: %s",
                            admission.name(), admission.revision(), failure.getMessage());
                    return null;
                });
    }

    /** The newest admission of each node. */
    static List<NodeAdmission> newest(List<byte[]> values) {
        Map<NodeName, NodeAdmission> newest = new LinkedHashMap<>();
        for (byte[] value : values) {
            read(value)
                    .ifPresent(admission -> newest.merge(
                            admission.name(),
                            admission,
                            (one, other) -> other.revision() >= one.revision() ? other : one));
        }
        return new ArrayList<>(newest.values());
    }

    /** Empty for a tombstone, an event without an admission, and what is none. */
    private static Optional<NodeAdmission> read(byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            NodeEvent event = JSON.readValue(value, NodeEvent.class);
            return Optional.ofNullable(event.admission()).filter(NodeEventsConsumer::isWhole);
        } catch (IOException | RuntimeException e) {
            LOG.warnf("a record of sluice.node-events is no node event and is passed over: %s", e.getMessage());
            return Optional.empty();
        }
    }

    @SuppressWarnings("ConstantConditions")
    private static boolean isWhole(NodeAdmission admission) {
        return admission.name() != null
                && admission.epoch() != null
                && admission.kind() != null
                && admission.drain() != null
                && admission.labels() != null;
    }

    private static boolean isNewer(NodeAdmission admission, @Nullable Long inForce) {
        return inForce == null || admission.revision() > inForce;
    }
}
