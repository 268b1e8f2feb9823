package io.sluice.gateway.ping;

import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What a load balancer asks: from memory, for anybody, without a word to any other service. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@SecurityRequirements
@Tag(name = "ping")
class PingResource {
    /** The status by which the load balancers of the system that this one follows know a drained node. */
    private static final int TEAPOT = 418;

    private final NodeSelf self;
    private final PingConfig config;

    PingResource(NodeSelf self, PingConfig config) {
        this.self = self;
        this.config = config;
    }

    /** 200 while in service. */
    @GET
    @Path("ping")
    @Operation(operationId = "ping", summary = "Says whether this gateway is in service.")
    @APIResponse(responseCode = "200", description = "It is.")
    @APIResponse(
            responseCode = "503",
            description = "It drains, stops or starts.",
            content = @Content(schema = @Schema(implementation = Ping.class)))
    @APIResponse(
            responseCode = "418",
            description = "The same as 503, where sluice.gateway.ping-drain-status is 418.",
            content = @Content(schema = @Schema(implementation = Ping.class)))
    public RestResponse<Ping> ping() {
        return answer(config.pingDrainStatus());
    }

    /** The same, for clients that only reach what is below {@code /api}. */
    @GET
    @Path("api/v1/ping")
    @Operation(operationId = "pingBelowApi", summary = "Says whether this gateway is in service.")
    @APIResponse(responseCode = "200", description = "It is.")
    @APIResponse(
            responseCode = "503",
            description = "It drains, stops or starts.",
            content = @Content(schema = @Schema(implementation = Ping.class)))
    @APIResponse(
            responseCode = "418",
            description = "The same as 503, where sluice.gateway.ping-drain-status is 418.",
            content = @Content(schema = @Schema(implementation = Ping.class)))
    public RestResponse<Ping> apiPing() {
        return answer(config.pingDrainStatus());
    }

    /** The same with 418, so that load balancers which are set up for the system that this one follows work as they are. */
    @GET
    @Path("api/octopusservernodes/ping")
    @Operation(
            operationId = "pingAsOctopus",
            summary = "Says whether this gateway is in service, in the way that older load balancers expect.")
    @APIResponse(responseCode = "200", description = "It is.")
    @APIResponse(
            responseCode = "418",
            description = "It drains, stops or starts.",
            content = @Content(schema = @Schema(implementation = Ping.class)))
    public RestResponse<Ping> oldPing() {
        return answer(TEAPOT);
    }

    private RestResponse<Ping> answer(int outOfService) {
        NodeSnapshot now = self.now();
        return RestResponse.ResponseBuilder.<Ping>create(now.isInService() ? 200 : outOfService)
                .entity(Ping.of(now))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
