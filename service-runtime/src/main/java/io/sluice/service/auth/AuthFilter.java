package io.sluice.service.auth;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.service.auth.Caller.Role;
import io.sluice.service.problem.Problems;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks each caller for credentials, before any resource or route sees the request. */
@Singleton
final class AuthFilter {
    /** Who asks, as told by a service, or by a client of itself. */
    static final String ACTOR = "X-Sluice-Actor";

    private static final String CALLER = Caller.class.getName();
    private static final int BEFORE_ROUTES = 100;
    private static final String SCHEME = "bearer ";
    private static final Pattern NAME = Pattern.compile("[ -~]{1,200}");

    private final AccessPolicy policy;
    private final Tokens tokens;

    AuthFilter(AuthConfig config, Tokens tokens) {
        Role operations = config.requires().contains("client") ? Role.CLIENT : Role.SERVICE;
        this.policy = new AccessPolicy(config.publicPaths(), operations);
        this.tokens = tokens;
    }

    void register(@Observes Filters filters) {
        filters.register(this::ask, BEFORE_ROUTES);
    }

    /** Whom the filter found; anyone for what needs no credentials. */
    static Caller callerOf(@Nullable RoutingContext context) {
        Caller caller = context == null ? null : context.get(CALLER);
        return caller != null ? caller : new Caller(Role.ANYONE, "anyone");
    }

    private void ask(RoutingContext context) {
        String path = context.normalizedPath();
        // Resources are found by the path without its parameters: /internal;x/v1 would be one address to the policy and
        // another to them.
        if (path.indexOf(';') >= 0) {
            Problems.write(context, Problem.of(ProblemType.NOT_FOUND, "No address here has a ; in its path."));
            return;
        }
        Role role = policy.roleFor(path);
        String token = bearer(context.request().getHeader("Authorization"));
        if (role != Role.ANYONE && (token == null || !tokens.isOf(role, token))) {
            Problems.write(context, refusal(role, token));
            return;
        }
        context.put(CALLER, new Caller(role, actor(role, context.request().getHeader(ACTOR))));
        context.next();
    }

    private static Problem refusal(Role role, @Nullable String token) {
        String sent = token == null ? "No token was sent. " : "The token is not known here. ";
        return Problem.of(
                ProblemType.UNAUTHENTICATED,
                sent + "Send the " + role.word() + " token: Authorization: Bearer ... (" + role.setting() + ").");
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return authorization.substring(SCHEME.length()).strip();
    }

    private static String actor(Role role, @Nullable String named) {
        return named != null && NAME.matcher(named).matches() ? named : role.word();
    }
}
