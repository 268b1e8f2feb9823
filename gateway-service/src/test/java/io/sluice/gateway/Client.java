package io.sluice.gateway;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;

/** Callers of the gateway under test, with the token that they should have. */
public final class Client {
    private Client() {}

    /** Somebody who uses the public API. */
    public static RequestSpecification client() {
        return given().header("Authorization", "Bearer " + FakeServices.CLIENT_TOKEN);
    }

    /** A node that reaches the services through the gateway. */
    public static RequestSpecification node() {
        return given().header("Authorization", "Bearer " + FakeServices.JOIN_TOKEN);
    }
}
