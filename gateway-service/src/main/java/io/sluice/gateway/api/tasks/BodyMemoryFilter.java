package io.sluice.gateway.api.tasks;

import io.sluice.gateway.submission.BatchMemory;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Takes memory for a batch before its body is read, and gives it back when the answer has been sent or nobody waits for it. */
public class BatchMemoryFilter {
    /** A body of untold length may be as large as any. */
    private static final long LARGEST = 16L << 20;

    private final BatchMemory memory;

    BatchMemoryFilter(BatchMemory memory) {
        this.memory = memory;
    }

    /** Runs on the event loop, before the body. */
    @ServerRequestFilter
    @HoldsBatchMemory
    public void hold(ContainerRequestContext request, RoutingContext connection) {
        long bytes = length(request.getHeaderString(HttpHeaders.CONTENT_LENGTH));
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
