package io.sluice.registry.retirement;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.registry.node.NodeEdge;
import io.sluice.service.auth.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Retires nodes for gateways. */
@Path(InternalPaths.NODES)
@Produces(MediaType.APPLICATION_JSON)
class RetirementResource {
    private final Retirements retirements;
    private final Caller caller;

    RetirementResource(Retirements retirements, Caller caller) {
        this.retirements = retirements;
        this.caller = caller;
    }

    /** Deletes a node that will not come back. */
    @DELETE
    @Path("{name}")
    public Uni<Void> retire(@PathParam("name") String text) {
        NodeName name = NodeEdge.name(text);
        return retirements
                .retire(name, caller.actor())
                .invoke(outcome -> refuse(name, outcome))
                .replaceWithVoid();
    }

    private static void refuse(NodeName name, Retirements.Outcome outcome) {
        if (outcome instanceof Retirements.Outcome.Unknown) {
            throw NodeEdge.unknown(name);
        }
        if (outcome instanceof Retirements.Outcome.Obstructed obstructed) {
            throw new ProblemException(Problem.of(
                    ProblemType.NODE_NOT_EMPTY,
                    "node " + name + " can't be retired yet; errors names all that stands in the way",
                    obstructed.obstacles()));
        }
        if (outcome instanceof Retirements.Outcome.DispatchAway) {
            throw ProblemException.of(
                    ProblemType.UPSTREAM_UNAVAILABLE,
                    "task-dispatch does not answer, and it alone knows whether node " + name
                            + " holds live attempts: nothing was done, ask again in a moment");
        }
    }
}
