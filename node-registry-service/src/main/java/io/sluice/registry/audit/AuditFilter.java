package io.sluice.registry.audit;

import io.sluice.contracts.Actor;
import io.sluice.contracts.audit.AuditPage;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.service.json.QueryReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries a page of the audit lists.
 *
 * @param node whom they are about, or null for any
 * @param actor exactly so, or null for any
 * @param what any of these; empty for all
 * @param since inclusive, or null
 * @param until exclusive, or null
 * @param before only entries with a lower number, or null from the newest
 * @param limit the most on a page
 */
record AuditFilter(
        @Nullable NodeName node,
        @Nullable String actor,
        Set<NodeChange> what,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Long before,
        int limit) {
    /**
     * Reads the query of a request.
     *
     * @throws ProblemException naming every wrong parameter
     */
    static AuditFilter parse(Map<String, List<String>> query) {
        QueryReader reader = new QueryReader(query);
        AuditFilter filter = new AuditFilter(
                reader.value("node", NodeName::new),
                reader.text("actor", Actor.MAX_LENGTH),
                reader.words("what", NodeChange.class),
                reader.moment("since"),
                reader.moment("until"),
                reader.cursor("before"),
                (int) reader.wholeNumber("limit", 1, AuditPage.MAX_LIMIT, AuditPage.DEFAULT_LIMIT));
        if (filter.since != null && filter.until != null && !filter.since.isBefore(filter.until)) {
            reader.refuse("until", "must be later than since, or no entry is between");
        }
        reader.end();
        return filter;
    }
}
