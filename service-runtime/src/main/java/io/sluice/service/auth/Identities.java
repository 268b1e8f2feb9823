package io.sluice.service.auth;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.sluice.contracts.Actor;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Identities of callers: the principal is who asks, for the audit, and the role is what the credentials are for. */
final class Identities {
    private Identities() {}

    /** Whoever shares the token of a role with others, and says itself who it is. */
    static QuarkusSecurityIdentity.Builder sharing(Role role, HttpServerRequest request) {
        return of(role, actor(role, request.getHeader(Actor.HEADER)));
    }

    /** A caller by name. */
    static QuarkusSecurityIdentity.Builder of(Role role, String actor) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(actor))
                .addRole(role.word());
    }

    /** The name that was given, or the role's own word when that is no name of 1 to 200 printable ASCII characters. */
    static String actor(Role role, @Nullable String named) {
        return named != null && Actor.isWellFormed(named) ? named : role.word();
    }

    /** Who makes this request; null when it needed no credentials, or outside any request. */
    static @Nullable SecurityIdentity of(@Nullable RoutingContext context) {
        return context != null
                        && context.user() instanceof QuarkusHttpUser user
                        && !user.getSecurityIdentity().isAnonymous()
                ? user.getSecurityIdentity()
                : null;
    }
}
