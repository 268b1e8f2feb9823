package io.sluice.agent.doors;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.http.TokenMechanism;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Whoever reads metrics, with their token. What needs it is configuration: all but ping and probes. */
@Singleton
final class MetricsTokenMechanism extends TokenMechanism {
    private final MetricsToken expected;

    MetricsTokenMechanism(MetricsToken expected) {
        super("metrics-token");
        this.expected = expected;
    }

    @Override
    protected @Nullable SecurityIdentity identify(RoutingContext context, @Nullable String token) {
        return token != null && expected.is(token)
                ? QuarkusSecurityIdentity.builder()
                        .setPrincipal(new QuarkusPrincipal("metrics"))
                        .build()
                : null;
    }

    @Override
    protected Problem refusal(@Nullable String token) {
        return Problem.of(
                ProblemType.UNAUTHENTICATED,
                expected.isSet()
                        ? (token == null ? "No token was sent. " : "The token is not known here. ")
                                + "Send the token for metrics: Authorization: Bearer ... (sluice.agent.metrics.token)."
                        : "This agent has no token for metrics, so that nobody reads them: set"
                                + " sluice.agent.metrics.token-file and start it again.");
    }
}
