package io.sluice.service.problem;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Faults outside the resources as problems too, and bodies above the limit. */
@Singleton
final class ProblemRoutes {
    private static final int BEFORE_ALL = Integer.MIN_VALUE + 1;

    private final long bodyLimitBytes;

    ProblemRoutes(@ConfigProperty(name = "quarkus.http.limits.max-body-size") Optional<MemorySize> bodyLimit) {
        this.bodyLimitBytes = bodyLimit.map(MemorySize::asLongValue).orElse(Long.MAX_VALUE);
    }

    void register(@Observes Router router) {
        router.route().order(BEFORE_ALL).handler(this::refuseTooLarge).failureHandler(ProblemRoutes::answer);
    }

    private void refuseTooLarge(RoutingContext context) {
        if (declaredLength(context) <= bodyLimitBytes) {
            context.next();
            return;
        }
        // The rest of the body is not read: the connection is of no more use.
        context.response().putHeader("Connection", "close");
        Problems.write(context, Faults.ofStatus(413));
    }

    /** The length that the request declares, in bytes; 0 when it declares none, or one that the server refuses anyway. */
    private static long declaredLength(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void answer(RoutingContext context) {
        Throwable fault = context.failure();
        Problems.write(context, fault == null ? Faults.ofStatus(context.statusCode()) : Faults.problem(fault));
    }
}
