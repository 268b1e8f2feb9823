package io.sluice.dispatch;

import io.quarkus.runtime.StartupEvent;
import io.sluice.dispatch.calm.CalmConfig;
import io.sluice.dispatch.calm.CalmConfigRules;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start with an unsafe set of settings, naming all that is wrong with it at once. */
@Singleton
class ConfigAtStart {
    private final DispatchConfig config;
    private final CalmConfig calm;
    private final Duration renewalInterval;
    private final Duration selfStop;

    /** The settings of nodes are those of the whole cluster, given to dispatch too where they differ from the default. */
    ConfigAtStart(
            DispatchConfig config,
            CalmConfig calm,
            @ConfigProperty(name = "sluice.node.heartbeat-interval", defaultValue = "5s") Duration renewalInterval,
            @ConfigProperty(name = "sluice.node.self-stop", defaultValue = "15s") Duration selfStop) {
        this.config = config;
        this.calm = calm;
        this.renewalInterval = renewalInterval;
        this.selfStop = selfStop;
    }

    void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start) {
        List<String> violations = new ArrayList<>(ConfigRules.violations(config, renewalInterval, selfStop));
        violations.addAll(CalmConfigRules.violations(calm, config));
        if (!violations.isEmpty()) {
            throw new IllegalStateException("unsafe settings: " + String.join("; ", violations));
        }
    }
}
