package io.sluice.test;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.config.ObjectMapperConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.sluice.contracts.Json;

/** Requests to the service under test, with JSON as the product writes and reads it. */
public final class Requests {
    private static final ObjectMapper JSON = Json.mapper();
    private static final RestAssuredConfig CONFIG = RestAssuredConfig.config()
            .objectMapperConfig(
                    ObjectMapperConfig.objectMapperConfig().jackson2ObjectMapperFactory((type, charset) -> JSON));

    private Requests() {}

    /** Without any token. */
    public static RequestSpecification withoutToken() {
        return given().config(CONFIG).contentType(ContentType.JSON);
    }

    /** With that token. */
    public static RequestSpecification withToken(String token) {
        return withoutToken().header("Authorization", "Bearer " + token);
    }

    /** Of another service that has that token, on behalf of somebody. */
    public static RequestSpecification onBehalfOf(String actor, String serviceToken) {
        return withToken(serviceToken).header("X-Sluice-Actor", actor);
    }
}
