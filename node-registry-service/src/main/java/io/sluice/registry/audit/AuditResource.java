package io.sluice.registry.audit;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.sluice.contracts.audit.AuditPage;
import io.sluice.contracts.path.InternalPaths;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/** The audit, for gateways. */
@Path(InternalPaths.AUDIT)
@Produces(MediaType.APPLICATION_JSON)
class AuditResource {
    private final AuditRepository audit;

    AuditResource(AuditRepository audit) {
        this.audit = audit;
    }

    /** A page, newest first, by {@code node}, {@code actor}, {@code what}, {@code since}, {@code until}, {@code before}, {@code limit}. */
    @GET
    @WithSession
    public Uni<AuditPage> list(@Context UriInfo uri) {
        return audit.page(AuditFilter.parse(uri.getQueryParameters()));
    }
}
