package io.sluice.node.membership;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready unless the node is leaving, has not yet looked for its registry (at most 10 s), or is a gateway that drains. A local
 * fact: it depends on no other service, and liveness depends on none of this.
 */
@Readiness
@ApplicationScoped
public class NodeReadiness implements HealthCheck {
    private final NodeSelf self;

    /** Of this node. */
    public NodeReadiness(NodeSelf self) {
        this.self = self;
    }

    @Override
    public HealthCheckResponse call() {
        NodeSnapshot now = self.now();
        return HealthCheckResponse.named("node")
                .status(now.isReady())
                .withData("name", now.name().value())
                .withData("standing", now.standing().name())
                .withData("draining", now.isDraining())
                .withData("drained", now.isDrained())
                .withData("runningAttempts", now.runningAttempts())
                .build();
    }
}
