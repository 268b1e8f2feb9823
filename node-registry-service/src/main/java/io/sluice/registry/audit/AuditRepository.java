package io.sluice.registry.audit;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.contracts.audit.AuditPage;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads the audit. The session is opened at the edge, and does one thing at a time. */
@Singleton
class AuditRepository implements PanacheRepositoryBase<AuditRow, Long> {
    /**
     * A page, newest first. Pages that are read one after the other hold each entry once, and every one that was committed
     * before the first was read; one that was being written meanwhile may be missing.
     */
    Uni<AuditPage> page(AuditFilter filter) {
        AuditQuery query = AuditQuery.of(filter);
        // One more than the page is read, to know whether another follows.
        return find(query.text(), query.parameters())
                .range(0, filter.limit())
                .list()
                .map(rows -> page(rows, filter.limit()));
    }

    /** The newest entries of a name, newest first; also of a node that was retired since. */
    Uni<List<NodeHistoryEntry>> newest(NodeName node, int limit) {
        return find("node = ?1 order by seq desc", node.value())
                .range(0, limit - 1)
                .list()
                .map(rows -> rows.stream().map(AuditRow::toHistoryEntry).toList());
    }

    private static AuditPage page(List<AuditRow> rows, int limit) {
        List<AuditRow> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
        String next = rows.size() > limit ? Long.toString(shown.get(limit - 1).seq()) : null;
        return new AuditPage(shown.stream().map(AuditRow::toRecord).toList(), next);
    }
}
