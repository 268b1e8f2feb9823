package io.sluice.gateway.console;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The page for people. It is the same for everybody and tells nothing: what it shows it reads from the public API, with the
 * token that it asks for. Only its own script runs in it.
 */
@Path("/")
@NonBlocking
class ConsoleResource {
    private static final String ONLY_ITS_OWN =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final String page;

    ConsoleResource(@Location("console") Template template, NodeSelf self, NodeConfig node) {
        this.page = template.data("gateway", self.now().name().value(), "version", node.version())
                .render();
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public RestResponse<String> page() {
        return RestResponse.ResponseBuilder.ok(page)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("Content-Security-Policy", ONLY_ITS_OWN)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
