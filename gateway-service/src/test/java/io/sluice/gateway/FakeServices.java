package io.sluice.gateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** The registry and task-dispatch of the gateway under test, and its tokens. */
public final class FakeServices implements QuarkusTestResourceLifecycleManager {
    public static final String CLIENT_TOKEN = "client-token-of-tests";
    public static final String JOIN_TOKEN = "join-token-of-tests";
    public static final String SERVICE_TOKEN = "service-token-of-tests";

    /** Port 1 is a well-known one that nobody serves here. */
    private static final String NOBODY = "http://localhost:1";

    private static FakeService registry;
    private static FakeService dispatch;

    public static FakeService registry() {
        return registry;
    }

    public static FakeService dispatch() {
        return dispatch;
    }

    /** Both as if they had just started. */
    public static void forget() {
        registry.forgets();
        dispatch.forgets();
    }

    @Override
    public Map<String, String> start() {
        registry = FakeService.start();
        dispatch = FakeService.start();
        Map<String, String> settings = new HashMap<>();
        settings.put("sluice.gateway.registry-urls", registry.url().toString());
        // One replica of two is always away, so that whatever reaches dispatch in a test has found the other one.
        settings.put("sluice.gateway.dispatch-urls", NOBODY + "," + dispatch.url());
        settings.put("sluice.node.registry-urls", registry.url().toString());
        settings.put("sluice.node.dispatch-urls", dispatch.url().toString());
        settings.put("sluice.node.name", "gateway-test");
        settings.put("sluice.auth.token", CLIENT_TOKEN);
        settings.put("sluice.auth.join-token", JOIN_TOKEN);
        settings.put("sluice.auth.service-token", SERVICE_TOKEN);
        return settings;
    }

    @Override
    public void stop() {
        registry.close();
        dispatch.close();
    }
}
