package io.sluice.gateway.api.cluster;

import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.api.nodes.Nodes;
import io.sluice.gateway.upstream.Dispatch;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The cluster as a whole. */
@Path("/api/v1/cluster")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "cluster")
class ClusterResource {
    private final Nodes nodes;
    private final Dispatch dispatch;

    ClusterResource(Nodes nodes, Dispatch dispatch) {
        this.nodes = nodes;
        this.dispatch = dispatch;
    }

    /** What both services know; what one that is away knows is null. */
    @GET
    @Operation(summary = "Shows the cluster as a whole; what can't be asked at present is null.")
    @APIResponse(responseCode = "200", description = "Nodes by status, capacity, and the queue.")
    public Uni<ClusterView> show(@Context UriInfo uri) {
        QueryParameters.allow(uri);
        Uni<Optional<List<NodeView>>> allNodes = known(nodes.all());
        Uni<Optional<QueueSummary>> queue = known(dispatch.queue());
        return Uni.combine().all().unis(allNodes, queue).with((shown, summary) -> {
            if (shown.isEmpty() && summary.isEmpty()) {
                throw ProblemException.of(
                        ProblemType.UPSTREAM_UNAVAILABLE,
                        "neither the registry nor task-dispatch answers: ask again in a moment");
            }
            return ClusterView.of(shown, summary);
        });
    }

    private static <T> Uni<Optional<T>> known(Uni<T> answer) {
        return answer.map(Optional::of).onFailure().recoverWithItem(Optional.empty());
    }
}
