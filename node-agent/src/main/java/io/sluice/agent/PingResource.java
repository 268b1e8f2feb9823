package io.sluice.agent;

import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.membership.Standing;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What this node says of itself, from memory: 200 while it is in service, 503 while it drains, leaves or starts. */
@Path("/ping")
@Produces(MediaType.APPLICATION_JSON)
public class PingResource {
    private final NodeSelf self;

    PingResource(NodeSelf self) {
        this.self = self;
    }

    @GET
    public Response ping() {
        NodeSnapshot now = self.now();
        Response.Status status = now.isInService() ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE;
        return Response.status(status)
                .header("Cache-Control", "no-store")
                .entity(new Ping(
                        now.name(),
                        now.id(),
                        now.epoch() == null ? null : now.epoch().value(),
                        now.kind(),
                        now.standing(),
                        now.isDraining(),
                        now.isDrained(),
                        now.taskCap(),
                        now.runningAttempts()))
                .build();
    }

    /**
     * @param standing with the registry, as the node itself knows
     * @param drained whether task-dispatch has told that it counts no live attempt behind the drain
     * @param runningTasks by the node's own count
     */
    record Ping(
            NodeName name,
            @Nullable UUID id,
            @Nullable Long epoch,
            NodeKind kind,
            Standing standing,
            boolean draining,
            boolean drained,
            int taskCap,
            int runningTasks) {}
}
