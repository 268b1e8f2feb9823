package io.sluice.agent.doors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.sluice.contracts.Json;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a token before any route sees the request. Ping and probes need none; what is not known here is closed, so that
 * a new address is until somebody opens it.
 */
@Singleton
final class Doors {
    private static final int BEFORE_ROUTES = 100;
    private static final String HEALTH = "/q/health";
    private static final String SCHEME = "bearer ";
    private static final ObjectMapper MAPPER = Json.mapper();

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
            write(context, Problem.of(ProblemType.NOT_FOUND, "No address here has a ; in its path."));
            return;
        }
        String sent = bearer(context.request().getHeader("Authorization"));
        if (isOpen(path) || (sent != null && token.is(sent))) {
            context.next();
            return;
        }
        write(
                context,
                Problem.of(
                        ProblemType.UNAUTHENTICATED,
                        token.isSet()
                                ? (sent == null ? "No token was sent. " : "The token is not known here. ")
                                        + "Send the token for metrics: Authorization: Bearer ... (sluice.agent.metrics.token)."
                                : "This agent has no token for metrics, so that nobody reads them: set"
                                        + " sluice.agent.metrics.token-file and start it again."));
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).strip()
                : null;
    }

    private static void write(RoutingContext context, Problem problem) {
        try {
            String body = MAPPER.writeValueAsString(problem);
            if (problem.is(ProblemType.UNAUTHENTICATED)) {
                context.response().putHeader("WWW-Authenticate", "Bearer");
            }
            context.response()
                    .setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is always JSON", e);
        }
    }
}
