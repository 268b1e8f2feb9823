package io.sluice.dispatch;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Settings of dispatch under test: tokens, and a port of its own. */
public final class TestSettings implements QuarkusTestResourceLifecycleManager {
    public static final String JOIN_TOKEN = "join-token-of-tests";
    public static final String SERVICE_TOKEN = "service-token-of-tests";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "quarkus.http.test-port", "0",
                "sluice.auth.join-token", JOIN_TOKEN,
                "sluice.auth.service-token", SERVICE_TOKEN);
    }

    @Override
    public void stop() {}
}
