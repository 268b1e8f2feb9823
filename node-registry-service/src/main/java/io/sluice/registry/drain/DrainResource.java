package io.sluice.registry.drain;

import io.sluice.contracts.node.DrainPreview;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.registry.drain.DrainPolicy.FloorCheck;
import io.sluice.registry.node.NodeEdge;
import io.sluice.service.auth.CallerContext;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** Drains and resumes nodes for gateways. */
@Path("/internal/v1/nodes")
@Produces(MediaType.APPLICATION_JSON)
class DrainResource {
    private final Drains drains;
    private final DrainPreviews previews;
    private final CallerContext caller;

    DrainResource(Drains drains, DrainPreviews previews, CallerContext caller) {
        this.drains = drains;
        this.previews = previews;
        this.caller = caller;
    }

    /**
     * Wishes that the node takes no new task; its {@code barrier} says whether that is certain already. With
     * {@code dryRun=true} only says what would happen, as a {@link DrainPreview}.
     */
    @PUT
    @Path("{name}/drain")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<? extends RestResponse<?>> drain(
            @PathParam("name") String text,
            @QueryParam("dryRun") @DefaultValue("false") String dryRun,
            @NotNull @Valid DrainRequest request) {
        NodeName name = NodeEdge.name(text);
        List<FieldError> errors = DrainPolicy.violations(request);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        FloorCheck check = Boolean.TRUE.equals(request.force()) ? FloorCheck.FORCE : FloorCheck.OBEY;
        return switch (dryRun) {
            case "true" -> preview(name, check);
            case "false" ->
                drains.drain(name, DrainWish.of(request), check, caller.actor()).map(outcome -> show(name, outcome));
            default -> throw ProblemException.invalid("dryRun", "true or false");
        };
    }

    /** Lifts the drain; nothing happens without one. */
    @DELETE
    @Path("{name}/drain")
    public Uni<RestResponse<RegisteredNode>> resume(@PathParam("name") String text) {
        NodeName name = NodeEdge.name(text);
        return drains.resume(name, caller.actor()).map(outcome -> show(name, outcome));
    }

    private Uni<RestResponse<DrainPreview>> preview(NodeName name, FloorCheck check) {
        return previews.preview(name, check)
                .map(found -> RestResponse.ok(found.orElseThrow(() -> NodeEdge.unknown(name))));
    }

    private static RestResponse<RegisteredNode> show(NodeName name, Drains.Outcome outcome) {
        if (outcome instanceof Drains.Outcome.Stored stored) {
            return NodeEdge.show(stored.node());
        }
        if (outcome instanceof Drains.Outcome.Refused refused) {
            throw ProblemException.of(
                    ProblemType.CAPACITY_FLOOR,
                    "draining node " + name + " would leave "
                            + refused.belowFloor().capacityLeft() + " of "
                            + refused.belowFloor().capacityNow() + " slots, and the floor is " + refused.floor()
                            + ": add or resume nodes first, or force it");
        }
        throw NodeEdge.unknown(name);
    }
}
