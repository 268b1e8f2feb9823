package io.sluice.gateway.tasks;

import io.sluice.gateway.submission.BodyMemory;
import io.sluice.service.request.RequestConfig;
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
    private final BodyMemory memory;
    private final long largest;

    BodyMemoryFilter(BodyMemory memory, RequestConfig config) {
        this.memory = memory;
        this.largest = config.maxBody().asLongValue();
    }

    /** Runs on the event loop, before the body. */
    @ServerRequestFilter
    @HoldsBodyMemory
    public void hold(ContainerRequestContext request, RoutingContext connection) {
        long bytes = BodyMemory.COPIES * length(request.getHeaderString(HttpHeaders.CONTENT_LENGTH));
        memory.take(bytes);
        connection.addEndHandler(over -> memory.giveBack(bytes));
    }

    /** A body of untold length may be as large as any. */
    private long length(@Nullable String header) {
        try {
            return header == null ? largest : Math.min(Long.parseLong(header), largest);
        } catch (NumberFormatException e) {
            return largest;
        }
    }
}
