package io.sluice.gateway.api.tasks;

import io.sluice.gateway.submission.BodyMemory;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Takes memory for a submission before its body is read, and gives it back when the answer has been sent or nobody waits
 * for it.
 */
public class BodyMemoryFilter {
    /** A body of untold length may be as large as any. */
    private static final long LARGEST = 16L << 20;

    /** As it came, as the resource gets it, and as what was read from it. */
    private static final int COPIES = 3;

    private final BodyMemory memory;

    BodyMemoryFilter(BodyMemory memory) {
        this.memory = memory;
    }

    /** Runs on the event loop, before the body. */
    @ServerRequestFilter
    @HoldsBodyMemory
    public void hold(ContainerRequestContext request, RoutingContext connection) {
        long bytes = COPIES * length(request.getHeaderString(HttpHeaders.CONTENT_LENGTH));
        memory.take(bytes);
        connection.addEndHandler(over -> memory.giveBack(bytes));
    }

    private static long length(@Nullable String header) {
        try {
            return header == null ? LARGEST : Math.min(Long.parseLong(header), LARGEST);
        } catch (NumberFormatException e) {
            return LARGEST;
        }
    }
}
