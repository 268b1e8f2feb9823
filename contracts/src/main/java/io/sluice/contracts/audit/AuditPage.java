package io.sluice.contracts.audit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the audit, newest first.
 *
 * @param next what to give as {@code before} for the next page, or null on the last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AuditPage(List<AuditRecord> items, @Nullable String next) {
    /** The most entries on a page, inclusive. */
    public static final int MAX_LIMIT = 1_000;

    /** Entries for whoever does not say. */
    public static final int DEFAULT_LIMIT = 100;
}
