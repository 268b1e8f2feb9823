package io.sluice.dispatch;

import io.restassured.specification.RequestSpecification;
import io.sluice.test.Requests;

/** Speaks to dispatch as nodes, gateways and the registry do. */
public final class DispatchClient {
    private DispatchClient() {}

    /** A request of a node. */
    public static RequestSpecification node() {
        return Requests.withToken(TestSettings.JOIN_TOKEN);
    }

    /** A request without any token. */
    public static RequestSpecification stranger() {
        return Requests.withoutToken();
    }

    /** A request of a gateway or the registry, on behalf of alice. */
    public static RequestSpecification service() {
        return service("alice");
    }

    /** A request of another service, on behalf of somebody. */
    public static RequestSpecification service(String actor) {
        return Requests.onBehalfOf(actor, TestSettings.SERVICE_TOKEN);
    }
}
