package io.sluice.agent.doors;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.http.BearerToken;
import io.sluice.http.ProblemText;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Asks for a token before any route sees the request. Ping and probes need none; what is not known here is closed, so that
 * a new address is until somebody opens it.
 */
@Singleton
final class Doors {
    private static final int BEFORE_ROUTES = 100;
    private static final String HEALTH = "/q/health";

    private final MetricsToken token;

    Doors(MetricsToken token) {
        this.token = token;
    }

    void register(@Observes Filters filters) {
        filters.register(this::ask, BEFORE_ROUTES);
    }

    /**
     * Whether the address needs no token.
     *
     * @param path normalized: no dot segments, no doubled slashes
     */
    static boolean isOpen(String path) {
        return path.equals("/ping") || path.equals(HEALTH) || path.startsWith(HEALTH + "/");
    }

    private void ask(RoutingContext context) {
        String path = context.normalizedPath();
        // Resources are found by the path without its parameters: it would be one address here and another to them.
        if (path.indexOf(';') >= 0) {
            ProblemText.write(context, Problem.of(ProblemType.NOT_FOUND, "No address here has a ; in its path."));
            return;
        }
        String sent = BearerToken.of(context.request().getHeader("Authorization"));
        if (isOpen(path) || (sent != null && token.is(sent))) {
            context.next();
            return;
        }
        ProblemText.write(
                context,
                Problem.of(
                        ProblemType.UNAUTHENTICATED,
                        token.isSet()
                                ? (sent == null ? "No token was sent. " : "The token is not known here. ")
                                        + "Send the token for metrics: Authorization: Bearer ... (sluice.agent.metrics.token)."
                                : "This agent has no token for metrics, so that nobody reads them: set"
                                        + " sluice.agent.metrics.token-file and start it again."));
    }
}
