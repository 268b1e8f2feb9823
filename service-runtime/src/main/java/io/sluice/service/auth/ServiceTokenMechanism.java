package io.sluice.service.auth;

import io.quarkus.security.identity.SecurityIdentity;
import io.sluice.contracts.problem.Problem;
import io.sluice.http.TokenMechanism;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Services of this cluster, with the token that they share. */
@Singleton
final class ServiceTokenMechanism extends TokenMechanism {
    private final Tokens tokens;

    ServiceTokenMechanism(Tokens tokens) {
        super("service-token");
        this.tokens = tokens;
    }

    @Override
    protected @Nullable SecurityIdentity identify(RoutingContext context, @Nullable String token) {
        return token != null && tokens.isOf(Role.SERVICE, token)
                ? Identities.sharing(Role.SERVICE, context.request()).build()
                : null;
    }

    @Override
    protected Problem refusal(@Nullable String token) {
        return Role.SERVICE.refusal(token);
    }
}
