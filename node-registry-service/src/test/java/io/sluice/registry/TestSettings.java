package io.sluice.registry;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Settings of the registry under test: a grace that a busy machine keeps and that the one test of it can wait for, and tokens. */
public final class TestSettings implements QuarkusTestResourceLifecycleManager {
    /** Of no use at this service, which has no public API; here so that tests can try. */
    public static final String CLIENT_TOKEN = "client-token-of-tests";

    public static final String JOIN_TOKEN = "join-token-of-tests";
    public static final String SERVICE_TOKEN = "service-token-of-tests";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "quarkus.http.test-port", "0",
                "sluice.registry.offline-grace", "8s",
                "sluice.registry.heartbeat-interval", "1s",
                "sluice.registry.dispatch-timeout", "500ms",
                "sluice.registry.retire-offline-after", "1h",
                "sluice.auth.token", CLIENT_TOKEN,
                "sluice.auth.join-token", JOIN_TOKEN,
                "sluice.auth.service-token", SERVICE_TOKEN);
    }

    @Override
    public void stop() {}
}
