package io.sluice.registry.membership;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.registry.capacity.FloorCheck;
import io.sluice.registry.node.NodeEdge;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.sluice.registry.node.RevisionMatch;
import io.sluice.service.auth.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
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

/** Nodes as gateways read them, and what operators change of them. */
@Path(InternalPaths.NODES)
@Produces(MediaType.APPLICATION_JSON)
class NodesResource {
    private final Pool pool;
    private final NodeStore nodes;
    private final Adjustments adjustments;
    private final Caller caller;

    NodesResource(Pool pool, NodeStore nodes, Adjustments adjustments, Caller caller) {
        this.pool = pool;
        this.nodes = nodes;
        this.adjustments = adjustments;
        this.caller = caller;
    }

    /** All of them, by name. */
    @GET
    public Uni<List<RegisteredNode>> list() {
        return nodes.list(pool)
                .map(rows -> rows.stream().map(NodeRow::toRegisteredNode).toList());
    }

    /** One, with its revision as ETag. */
    @GET
    @Path("{name}")
    public Uni<RestResponse<RegisteredNode>> get(@PathParam("name") String text) {
        NodeName name = NodeEdge.name(text);
        return nodes.find(pool, name).map(found -> NodeEdge.show(found.orElseThrow(() -> NodeEdge.unknown(name))));
    }

    /**
     * Sets the cap, the labels or both, or takes operators' words on them away.
     *
     * @param clear the fields that the operator named with null, which is left out between services
     */
    @PATCH
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<RegisteredNode>> patch(
            @PathParam("name") String text,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @QueryParam("clear") List<String> clear,
            @NotNull @Valid NodePatch patch) {
        NodeName name = NodeEdge.name(text);
        LongPredicate expected = RevisionMatch.parse(ifMatch);
        Set<String> cleared = Set.copyOf(clear);
        List<FieldError> errors = LabelPolicy.violations(patch, cleared);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return adjustments
                .adjust(
                        name,
                        new Adjustments.Request(patch, cleared, FloorCheck.of(patch.force())),
                        expected,
                        caller.actor())
                .map(outcome -> show(name, outcome));
    }

    private static RestResponse<RegisteredNode> show(NodeName name, Adjustments.Outcome outcome) {
        if (outcome instanceof Adjustments.Outcome.Adjusted adjusted) {
            return NodeEdge.show(adjusted.node());
        }
        if (outcome instanceof Adjustments.Outcome.Invalid invalid) {
            throw ProblemException.invalid(invalid.errors());
        }
        if (outcome instanceof Adjustments.Outcome.Changed changed) {
            throw RevisionMatch.mismatch(name, changed.revision());
        }
        if (outcome instanceof Adjustments.Outcome.Refused refused) {
            throw refused.belowFloor().refusal("a task cap of " + refused.taskCap() + " for node " + name);
        }
        throw NodeEdge.unknown(name);
    }
}
