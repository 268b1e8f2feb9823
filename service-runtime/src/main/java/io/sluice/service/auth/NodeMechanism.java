package io.sluice.service.auth;

import io.quarkus.security.identity.SecurityIdentity;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.problem.Problem;
import io.sluice.http.TokenMechanism;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Who joins with the join token, or says by its own secret which node it is. Whether it is that node is decided where the
 * node is known: here and at a gateway, which knows none, only what can't be one is turned away.
 */
@Singleton
final class NodeMechanism extends TokenMechanism {
    private final Tokens tokens;

    NodeMechanism(Tokens tokens) {
        super("node");
        this.tokens = tokens;
    }

    @Override
    protected @Nullable SecurityIdentity identify(RoutingContext context, @Nullable String token) {
        NodeProof proof = NodeProof.of(
                token != null && tokens.isOf(Role.NODE, token),
                context.request().getHeader(NodeSecrets.HEADER));
        return proof.isAny()
                ? Identities.sharing(Role.NODE, context.request())
                        .addAttribute(NodeProof.ATTRIBUTE, proof)
                        .build()
                : null;
    }

    @Override
    protected Problem refusal(@Nullable String token) {
        return Role.NODE.refusal(token);
    }
}
