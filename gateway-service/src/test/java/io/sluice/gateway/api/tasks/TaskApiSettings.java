package io.sluice.gateway.api.tasks;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Settings of the gateway under test: tokens, and a short wait for an intake that is behind. */
public final class TaskApiSettings implements QuarkusTestResourceLifecycleManager {
    static final String TOKEN = "client-token-of-tests";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "quarkus.http.test-port", "0",
                "sluice.gateway.intake-wait", "1s",
                "sluice.auth.token", TOKEN,
                "sluice.auth.join-token", "join-token-of-tests",
                "sluice.auth.service-token", "service-token-of-tests");
    }

    @Override
    public void stop() {}
}
