package io.sluice.gateway.openapi;

import static io.sluice.gateway.Client.client;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.gateway.GatewayComponent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The document itself; that answers are as it says is checked with every answer of the other tests. */
@QuarkusTest
@GatewayComponent
class OpenApiComponentTest {
    /** Clients are generated from these: a name that leaves this list breaks them. */
    private static final List<String> PUBLISHED = List.of(
            "abandonTask",
            "cancelTask",
            "drainNode",
            "events",
            "getCluster",
            "getClusterHistory",
            "getNode",
            "getNodeHistory",
            "getProblem",
            "getTask",
            "getTaskLog",
            "listNodeEvents",
            "listNodeTasks",
            "listNodes",
            "listProblems",
            "listTasks",
            "patchNode",
            "pauseQueue",
            "ping",
            "pingAsOctopus",
            "pingBelowApi",
            "rerunTask",
            "resumeNode",
            "resumeQueue",
            "retireNode",
            "submitTask",
            "submitTasks");

    @Test
    void everyOperationHasAnIdOfItsOwn() throws IOException {
        List<String> ids = new ArrayList<>();
        for (JsonNode path : document().path("paths")) {
            for (JsonNode operation : path) {
                if (operation.has("responses")) {
                    ids.add(operation.path("operationId").asText("none: " + operation.path("summary")));
                }
            }
        }

        assertThat(ids)
                .doesNotHaveDuplicates()
                .noneMatch(id -> id.startsWith("none"))
                .containsAll(PUBLISHED);
    }

    @Test
    void everyRefusalIsDescribedAsAProblem() throws IOException {
        for (JsonNode path : document().path("paths")) {
            for (JsonNode operation : path) {
                operation.path("responses").fields().forEachRemaining(response -> {
                    boolean isRefusal = response.getKey().compareTo("400") >= 0;
                    if (isRefusal && !response.getValue().has("$ref")) {
                        assertThat(response.getValue().path("content"))
                                .as("%s of %s", response.getKey(), operation.path("operationId"))
                                .isNotEmpty();
                    }
                });
            }
        }
    }

    @Test
    void everyProblemTypeHasAnAddressThatNeedsNoCredentials() {
        List<String> listed = RestAssured.given()
                .get("/api/v1/problems")
                .then()
                .statusCode(200)
                .extract()
                .path("items.type");

        assertThat(listed)
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .map(ProblemType::slug)
                        .toList());
        for (String slug : listed) {
            String meaning = RestAssured.given()
                    .get("/api/v1/problems/" + slug)
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("description");
            assertThat(meaning).as(slug).isNotBlank();
        }
    }

    @Test
    void aProblemTypeIsReadableByPeople() {
        String page = RestAssured.given()
                .accept("text/html")
                .get("/api/v1/problems/capacity-floor")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .extract()
                .asString();

        assertThat(page).contains("capacity-floor", "409");
    }

    @Test
    void aProblemTypeThatDoesNotExistIsNotFound() {
        RestAssured.given().get("/api/v1/problems/none").then().statusCode(404).contentType("application/problem+json");
    }

    private static JsonNode document() throws IOException {
        return new ObjectMapper()
                .readTree(client().get("/q/openapi?format=json").asString());
    }
}
