package io.sluice.service.auth;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.sluice.contracts.Actor;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.http.BearerToken;
import io.sluice.service.auth.Caller.Role;
import io.sluice.service.problem.Problems;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks each caller for credentials, before any resource or route sees the request. */
@Singleton
final class AuthFilter {
    /** What the console's script sends with all that it asks for. */
    private static final String OWN_SCRIPT = "HX-Request";

    private static final String CALLER = Caller.class.getName();
    private static final int BEFORE_ROUTES = 100;

    private final AccessPolicy policy;
    private final Tokens tokens;
    private final Sessions sessions;
    private final Optional<String> signInPage;

    AuthFilter(AuthConfig config, Tokens tokens, Sessions sessions) {
        Role operations = config.requires().contains("client") ? Role.CLIENT : Role.SERVICE;
        this.policy = new AccessPolicy(config.publicPaths(), operations);
        this.tokens = tokens;
        this.sessions = sessions;
        this.signInPage = config.signInPage();
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
        String token = BearerToken.of(context.request().getHeader("Authorization"));
        Optional<Caller> caller = switch (role) {
            case NODE -> node(context, token);
            case CLIENT -> token == null ? signedIn(context.request()) : known(context, role, token);
            case ANYONE, SERVICE -> known(context, role, token);
        };
        if (caller.isPresent()) {
            context.put(CALLER, caller.get());
            context.next();
        } else if (token == null && role == Role.CLIENT && signInPage.isPresent() && isForPeople(context.request())) {
            signIn(context, signInPage.get());
        } else {
            Problems.write(context, refusal(role, token));
        }
    }

    private Optional<Caller> known(RoutingContext context, Role role, @Nullable String token) {
        return role == Role.ANYONE || (token != null && tokens.isOf(role, token))
                ? Optional.of(caller(context, role))
                : Optional.empty();
    }

    private static Caller caller(RoutingContext context, Role role) {
        return new Caller(role, actor(role, context.request().getHeader(Actor.HEADER)));
    }

    /**
     * Who joins, or says by its own secret which node it is. Whether it is that node is decided where the node is known: here
     * and at a gateway, which knows none, only what can't be one is turned away.
     */
    private Optional<Caller> node(RoutingContext context, @Nullable String token) {
        NodeProof proof = NodeProof.of(
                token != null && tokens.isOf(Role.NODE, token),
                context.request().getHeader(NodeSecrets.HEADER));
        if (!proof.isAny()) {
            return Optional.empty();
        }
        proof.keepIn(context);
        return Optional.of(caller(context, Role.NODE));
    }

    /**
     * Whoever has a session, which the browser sends along by itself. So that no other site can act in a person's name, what
     * changes something has to carry a header that a form or a link of another site can't set.
     */
    private Optional<Caller> signedIn(HttpServerRequest request) {
        Cookie cookie = request.getCookie(Sessions.COOKIE);
        boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        return cookie != null && (reads || request.headers().contains(OWN_SCRIPT))
                ? sessions.callerOf(cookie.getValue())
                : Optional.empty();
    }

    private static boolean isForPeople(HttpServerRequest request) {
        String accepted = request.getHeader("Accept");
        return request.headers().contains(OWN_SCRIPT) || (accepted != null && accepted.contains("text/html"));
    }

    /** A page's own script is told to go there, since it would take the sign-in page for the piece that it asked for. */
    private static void signIn(RoutingContext context, String page) {
        if (context.request().headers().contains(OWN_SCRIPT)) {
            context.response().setStatusCode(401).putHeader("HX-Redirect", page).end();
            return;
        }
        String to = URLEncoder.encode(context.request().uri(), StandardCharsets.UTF_8);
        context.response()
                .setStatusCode(303)
                .putHeader("Location", page + "?to=" + to)
                .end();
    }

    private static Problem refusal(Role role, @Nullable String token) {
        String sent = token == null ? "No token was sent. " : "The token is not known here. ";
        return Problem.of(
                ProblemType.UNAUTHENTICATED,
                sent + "Send the " + role.word() + " token: Authorization: Bearer ... (" + role.setting() + ").");
    }

    /** Who asks: the name that was given, or the role's own word when that is no name. */
    static String actor(Role role, @Nullable String named) {
        return named != null && Actor.isWellFormed(named) ? named : role.word();
    }
}
