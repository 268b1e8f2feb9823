package io.sluice.registry.events;

import io.sluice.contracts.event.EventTypes;
import io.sluice.contracts.event.NodeEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.registry.audit.AuditEntry;
import io.sluice.registry.audit.AuditStore;
import io.sluice.registry.audit.NodeChange;
import io.sluice.registry.node.NodeRow;
import io.sluice.service.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Puts a change on record: for each, one entry of the audit and one event in the outbox, in the transaction that makes
 * the change. Neither can be without the other.
 */
@Singleton
public final class NodeEvents {
    private final AuditStore audit;
    private final BiFunction<SqlConnection, List<Outbox.Message>, Uni<Void>> outbox;

    @Inject
    NodeEvents(AuditStore audit, Outbox outbox) {
        this(audit, outbox::append);
    }

    /**
     * Events that go elsewhere.
     *
     * @param append stores them with the transaction, and publishes them after its commit
     */
    public NodeEvents(AuditStore audit, BiFunction<SqlConnection, List<Outbox.Message>, Uni<Void>> append) {
        this.audit = audit;
        this.outbox = append;
    }

    /**
     * One change.
     *
     * @param node as it is after the change, read under the transaction's lock on its row
     * @param actor who did it
     * @param detail one sentence
     */
    public record Change(NodeRow node, NodeChange what, String actor, String detail) {}

    /** Puts one change on record. */
    public Uni<Void> record(SqlConnection transaction, NodeRow node, NodeChange what, String actor, String detail) {
        return record(transaction, List.of(new Change(node, what, actor, detail)));
    }

    /** Puts the changes on record, in their order. */
    public Uni<Void> record(SqlConnection transaction, List<Change> changes) {
        if (changes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return append(transaction, changes).chain(entries -> {
            List<Outbox.Message> messages = new ArrayList<>(changes.size());
            for (int i = 0; i < changes.size(); i++) {
                NodeRow node = changes.get(i).node();
                messages.add(message(new NodeEvent(
                        node.name(),
                        node.revision(),
                        node.toRegisteredNode(),
                        node.toAdmission().forEvents(),
                        entries.get(i))));
            }
            return outbox.apply(transaction, messages);
        });
    }

    /**
     * Puts the end of a node on record: an event without a node for those who listen, then a record without a value, so
     * that the compacted topic forgets the name.
     */
    public Uni<Void> recordRetirement(SqlConnection transaction, NodeRow last, String actor, String detail) {
        return append(transaction, List.of(new Change(last, NodeChange.RETIRED, actor, detail)))
                .chain(entries -> outbox.apply(
                        transaction,
                        List.of(
                                message(new NodeEvent(last.name(), last.revision(), null, null, entries.get(0))),
                                Outbox.Message.lasting(
                                        Topics.NODE_EVENTS, last.name().value(), EventTypes.NODE_CHANGED, null))));
    }

    private Uni<List<NodeHistoryEntry>> append(SqlConnection transaction, List<Change> changes) {
        return audit.append(
                transaction,
                changes.stream()
                        .map(change -> new AuditEntry(
                                change.node().name(),
                                change.what(),
                                change.actor(),
                                change.node().epoch(),
                                change.detail()))
                        .toList());
    }

    private static Outbox.Message message(NodeEvent event) {
        return Outbox.Message.lasting(Topics.NODE_EVENTS, event.name().value(), EventTypes.NODE_CHANGED, event);
    }
}
