package io.sluice.dispatch.admission;

import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RetireAdmission;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.dispatch.admission.AdmissionStore.Obstacle;
import io.sluice.dispatch.admission.Admissions.RetireOutcome;
import io.sluice.dispatch.edge.NodeEdge;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the registry says of nodes, and what it is told of them. */
@Path(InternalPaths.NODES)
@Produces(MediaType.APPLICATION_JSON)
class AdmissionResource {
    private final Admissions admissions;

    AdmissionResource(Admissions admissions) {
        this.admissions = admissions;
    }

    /** What may be done with the node from now on; answered once it is committed, which is a drain's barrier. */
    @PUT
    @Path("{name}/" + InternalPaths.ADMISSION)
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<AdmissionReply> admit(@PathParam("name") String text, @NotNull @Valid NodeAdmission admission) {
        NodeName name = NodeEdge.name(text);
        if (!name.equals(admission.name())) {
            throw ProblemException.invalid("name", "must be " + name + ", as in the address");
        }
        return admissions.admit(admission);
    }

    /** Closes the node for good, unless it holds live attempts. */
    @POST
    @Path("{name}/" + InternalPaths.RETIRE)
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<AdmissionReply> retire(@PathParam("name") String text, @NotNull @Valid RetireAdmission retirement) {
        NodeName name = NodeEdge.name(text);
        return admissions.retire(name, retirement).map(outcome -> {
            if (outcome instanceof RetireOutcome.Closed closed) {
                return closed.reply();
            }
            throw new ProblemException(Problem.of(
                    ProblemType.NODE_NOT_EMPTY,
                    "node " + name + " can't be retired yet; errors names what stands in the way",
                    obstacles(outcome, retirement)));
        });
    }

    /**
     * Nodes as dispatch counts them.
     *
     * @param name of the one that is asked for; null for all
     */
    @GET
    @Path(InternalPaths.LOAD)
    public Uni<List<NodeLoad>> loads(@QueryParam("name") @Nullable String name) {
        return name == null
                ? admissions.loads()
                : admissions
                        .load(NodeEdge.name(name))
                        .map(found -> found.stream().toList());
    }

    private static List<FieldError> obstacles(RetireOutcome outcome, RetireAdmission retirement) {
        if (outcome instanceof RetireOutcome.Overtaken overtaken) {
            return List.of(new FieldError(
                    "revision",
                    "revision " + overtaken.revision() + " is in force, which is not older than "
                            + retirement.revision() + ": the node has registered or was changed since"));
        }
        RetireOutcome.NotEmpty notEmpty = (RetireOutcome.NotEmpty) outcome;
        List<FieldError> obstacles = new ArrayList<>();
        obstacles.add(new FieldError(
                "runningTasks", notEmpty.liveAttempts() + " live attempts: wait for their end, or cancel them"));
        for (Obstacle obstacle : notEmpty.oldest()) {
            obstacles.add(new FieldError(
                    "tasks",
                    "task " + obstacle.taskId() + " attempt " + obstacle.attempt() + " is " + obstacle.state()));
        }
        return obstacles;
    }
}
