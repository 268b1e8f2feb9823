package io.sluice.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Refuses addresses with parameters in their path. Resources are found without them: {@code /internal;x/v1} would be one
 * address to a permission and another to the resource.
 */
@Singleton
final class PathParameters {
    private static final int BEFORE_AUTHENTICATION = 1_000;

    void register(@Observes Filters filters) {
        filters.register(PathParameters::refuse, BEFORE_AUTHENTICATION);
    }

    private static void refuse(RoutingContext context) {
        if (context.normalizedPath().indexOf(';') < 0) {
            context.next();
        } else {
            ProblemText.write(context, Problem.of(ProblemType.NOT_FOUND, "No address here has a ; in its path."));
        }
    }
}
