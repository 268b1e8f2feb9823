package io.sluice.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.sluice.contracts.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by a token of the Authorization header. A permission takes it by its name
 * ({@code quarkus.http.auth.permission.*.auth-mechanism}). A token that it does not know is no failure, since another
 * mechanism of the same address may; when none does, the answer is its problem. It is asked on an event loop and must not
 * block.
 */
public abstract class TokenMechanism implements HttpAuthenticationMechanism {
    private final Uni<HttpCredentialTransport> transport;

    /** The mechanism that permissions call by this name. */
    protected TokenMechanism(String name) {
        this.transport = Uni.createFrom()
                .item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "bearer", name));
    }

    /**
     * Who calls; null when the credentials say nothing of it.
     *
     * @param token what was sent as a bearer token, or null
     */
    protected abstract @Nullable SecurityIdentity identify(RoutingContext context, @Nullable String token);

    /** What an unknown caller is told. */
    protected abstract Problem refusal(@Nullable String token);

    @Override
    public final Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        return Uni.createFrom().item(identify(context, token(context)));
    }

    @Override
    public final Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom()
                .item(new ChallengeData(HttpResponseStatus.UNAUTHORIZED.code(), "WWW-Authenticate", "Bearer"));
    }

    @Override
    public final Uni<Boolean> sendChallenge(RoutingContext context) {
        ProblemText.write(context, refusal(token(context)));
        return Uni.createFrom().item(true);
    }

    @Override
    public final Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return transport;
    }

    private static @Nullable String token(RoutingContext context) {
        return BearerToken.of(context.request().getHeader("Authorization"));
    }
}
