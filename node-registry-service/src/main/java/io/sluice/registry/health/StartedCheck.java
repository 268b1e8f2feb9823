package io.sluice.registry.health;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready from the end of the start, which has migrated the schema, until the beginning of the stop. Answers from memory:
 * one outage of the database must not empty the Service, since a replica that can't reach it tells its callers so.
 */
@Readiness
@ApplicationScoped
class StartedCheck implements HealthCheck {
    private volatile boolean started;

    void started(@Observes StartupEvent event) {
        started = true;
    }

    void stopping(@Observes ShutdownEvent event) {
        started = false;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("started").status(started).build();
    }
}
