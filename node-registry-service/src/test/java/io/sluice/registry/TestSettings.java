package io.sluice.registry;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Settings of the registry under test: a short grace, so that a test waits for OFFLINE seconds only, and tokens. */
public final class TestSettings implements QuarkusTestResourceLifecycleManager {
    static final String JOIN_TOKEN = "join-token-of-tests";
    static final String SERVICE_TOKEN = "service-token-of-tests";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "quarkus.http.test-port", "0",
                "sluice.registry.offline-grace", "3s",
                "sluice.registry.heartbeat-interval", "1s",
                "sluice.registry.dispatch-timeout", "500ms",
                "sluice.auth.join-token", JOIN_TOKEN,
                "sluice.auth.service-token", SERVICE_TOKEN);
    }

    @Override
    public void stop() {}
}
