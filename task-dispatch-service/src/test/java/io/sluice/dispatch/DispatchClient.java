package io.sluice.dispatch;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.config.ObjectMapperConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.sluice.contracts.Json;

/** Speaks to dispatch as nodes, gateways and the registry do. */
public final class DispatchClient {
    private static final ObjectMapper JSON = Json.mapper();
    private static final RestAssuredConfig CONFIG = RestAssuredConfig.config()
            .objectMapperConfig(
                    ObjectMapperConfig.objectMapperConfig().jackson2ObjectMapperFactory((type, charset) -> JSON));

    private DispatchClient() {}

    /** A request of a node. */
    public static RequestSpecification node() {
        return stranger().header("Authorization", "Bearer " + TestSettings.JOIN_TOKEN);
    }

    /** A request without any token. */
    public static RequestSpecification stranger() {
        return given().config(CONFIG).contentType(ContentType.JSON);
    }

    /** A request of a gateway or the registry, on behalf of alice. */
    public static RequestSpecification service() {
        return service("alice");
    }

    /** A request of another service, on behalf of somebody. */
    public static RequestSpecification service(String actor) {
        return given().config(CONFIG)
                .header("Authorization", "Bearer " + TestSettings.SERVICE_TOKEN)
                .header("X-Sluice-Actor", actor)
                .contentType(ContentType.JSON);
    }
}
