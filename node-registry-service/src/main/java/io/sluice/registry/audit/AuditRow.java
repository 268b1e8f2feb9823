package io.sluice.registry.audit;

import io.sluice.contracts.audit.AuditRecord;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreRemove;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit, to be read. {@link AuditStore} alone writes the table: entries in the transaction of the change, and
 * the cut at their retention. A change of this is not stored, a new one and a removal are refused.
 */
@Entity
@Immutable
@Table(name = "audit")
class AuditRow {
    private static final String TEXT = "text";

    @Id
    private long seq;

    @Column(name = "name", columnDefinition = TEXT)
    private String node;

    private Instant at;

    @Column(columnDefinition = TEXT)
    private String what;

    @Column(columnDefinition = TEXT)
    private String actor;

    private @Nullable Long epoch;

    @Column(columnDefinition = TEXT)
    private String detail;

    @SuppressWarnings("NullAway.Init") // Hibernate sets the fields, and their columns are not null.
    AuditRow() {}

    long seq() {
        return seq;
    }

    AuditRecord toRecord() {
        return new AuditRecord(seq, at, new NodeName(node), what, actor, issued(), detail);
    }

    NodeHistoryEntry toHistoryEntry() {
        return new NodeHistoryEntry(at, what, actor, issued(), detail);
    }

    @PrePersist
    @PreRemove
    void refuse() {
        throw new UnsupportedOperationException("the audit is written by AuditStore alone");
    }

    private @Nullable Epoch issued() {
        return epoch == null ? null : new Epoch(epoch);
    }
}
