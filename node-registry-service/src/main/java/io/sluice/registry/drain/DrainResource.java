package io.sluice.registry.drain;

import io.sluice.contracts.node.DrainPreview;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.registry.capacity.FloorCheck;
import io.sluice.registry.node.NodeEdge;
import io.sluice.registry.node.RevisionMatch;
import io.sluice.service.auth.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Drains and resumes nodes for gateways. */
@Path(InternalPaths.NODES)
@Produces(MediaType.APPLICATION_JSON)
class DrainResource {
    private final Drains drains;
    private final DrainPreviews previews;
    private final Caller caller;

    DrainResource(Drains drains, DrainPreviews previews, Caller caller) {
        this.drains = drains;
        this.previews = previews;
        this.caller = caller;
    }

    /**
     * Requests that the node takes no new task, or changes what is named of the drain that stands; its {@code barrier} says
     * whether that is certain already. With {@code dryRun=true} only says what would happen, as a {@link DrainPreview}.
     *
     * @param clear the fields that the operator named with null, which is left out between services
     */
    @PUT
    @Path("{name}/" + InternalPaths.DRAIN)
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<? extends RestResponse<?>> drain(
            @PathParam("name") String text,
            @QueryParam("dryRun") @DefaultValue("false") String dryRun,
            @QueryParam("clear") List<String> clear,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @NotNull @Valid DrainRequest request) {
        NodeName name = NodeEdge.name(text);
        LongPredicate expected = RevisionMatch.parse(ifMatch);
        DrainChange change = DrainChange.of(request, Set.copyOf(clear));
        List<FieldError> errors = DrainPolicy.violations(change);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        FloorCheck check = FloorCheck.of(request.force());
        return switch (dryRun) {
            case "true" -> previews.preview(name, change, check, expected).map(outcome -> show(name, outcome));
            case "false" ->
                drains.drain(name, change, check, expected, caller.actor()).map(outcome -> show(name, outcome));
            default -> throw ProblemException.invalid("dryRun", "true or false");
        };
    }

    /** Lifts the operator's drain; nothing happens without one. A node's own stop stands until its next registration. */
    @DELETE
    @Path("{name}/" + InternalPaths.DRAIN)
    public Uni<RestResponse<RegisteredNode>> resume(
            @PathParam("name") String text, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        NodeName name = NodeEdge.name(text);
        return drains.resume(name, RevisionMatch.parse(ifMatch), caller.actor()).map(outcome -> show(name, outcome));
    }

    private static RestResponse<DrainPreview> show(NodeName name, DrainPreviews.Outcome outcome) {
        if (outcome instanceof DrainPreviews.Outcome.Previewed previewed) {
            return RestResponse.ok(previewed.preview());
        }
        if (outcome instanceof DrainPreviews.Outcome.Changed changed) {
            throw RevisionMatch.mismatch(name, changed.revision());
        }
        if (outcome instanceof DrainPreviews.Outcome.Invalid invalid) {
            throw ProblemException.invalid(invalid.errors());
        }
        throw NodeEdge.unknown(name);
    }

    private static RestResponse<RegisteredNode> show(NodeName name, Drains.Outcome outcome) {
        if (outcome instanceof Drains.Outcome.Stored stored) {
            return NodeEdge.show(stored.node());
        }
        if (outcome instanceof Drains.Outcome.Changed changed) {
            throw RevisionMatch.mismatch(name, changed.revision());
        }
        if (outcome instanceof Drains.Outcome.Invalid invalid) {
            throw ProblemException.invalid(invalid.errors());
        }
        if (outcome instanceof Drains.Outcome.Refused refused) {
            throw refused.belowFloor().refusal("draining node " + name);
        }
        throw NodeEdge.unknown(name);
    }
}
