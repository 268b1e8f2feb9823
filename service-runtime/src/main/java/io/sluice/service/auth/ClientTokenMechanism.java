package io.sluice.service.auth;

import io.quarkus.security.identity.SecurityIdentity;
import io.sluice.contracts.problem.Problem;
import io.sluice.http.TokenMechanism;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Programs and people with the client token. */
@Singleton
final class ClientTokenMechanism extends TokenMechanism {
    private final Tokens tokens;

    ClientTokenMechanism(Tokens tokens) {
        super("client-token");
        this.tokens = tokens;
    }

    @Override
    protected @Nullable SecurityIdentity identify(RoutingContext context, @Nullable String token) {
        return token != null && tokens.isOf(Role.CLIENT, token)
                ? Identities.sharing(Role.CLIENT, context.request()).build()
                : null;
    }

    @Override
    protected Problem refusal(@Nullable String token) {
        return Role.CLIENT.refusal(token);
    }
}
