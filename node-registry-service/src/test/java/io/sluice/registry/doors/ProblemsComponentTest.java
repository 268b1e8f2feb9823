package io.sluice.registry.doors;

import static io.sluice.registry.RegistryClient.gateway;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.sluice.registry.RegistryComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong in a resource, or before it, is answered as a problem. */
@QuarkusTest
@RegistryComponent
class ProblemsComponentTest {
    private static final String FAULTS = "/internal/v1/faults/";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"name":"NO NAME","count":1}            | name
                    {"name":"n-1","count":"many"}           | count
                    {"name":"n-1","words":["a",{}]}         | words[1]
                    {"name":"n-1","words":"a"}              | words
                    {"name":"n-1","count":10}               | count
                    {"count":1}                             | name
                    {"name":                                | body
                    []                                      | body
                    """)
    void aWrongBodyIsBlamedAtItsPath(String body, String field) {
        problem(gateway().body(body).post(FAULTS + "typed"), 400, "invalid-request")
                .body("errors.field", contains(field))
                .body(not(containsString("jackson")))
                .body(not(containsString("io.sluice")));
    }

    @Test
    void allViolationsAreNamedAtOnce() {
        problem(gateway().body("{\"count\":10,\"words\":[null]}").post(FAULTS + "typed"), 400, "invalid-request")
                .body("errors.field", containsInAnyOrder("count", "name", "words[0]"));
    }

    @Test
    void aWrongParameterIsNamedWithoutItsMethod() {
        problem(gateway().get(FAULTS + "limited?limit=10"), 400, "invalid-request")
                .body("errors.field", contains("limit"));
    }

    @Test
    void aBodyThatIsNoJsonIsNoTree() {
        problem(gateway().body("{").post(FAULTS + "tree"), 400, "invalid-request")
                .body("errors.field", contains("body"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"thrown", "failed", "error", "statement", "session-statement"})
    void aFaultOfOursTellsItsLogIdAndNothingElse(String path) {
        problem(gateway().get(FAULTS + path), 500, "internal")
                .body("logId", notNullValue())
                .body(not(containsString(FaultyResource.SECRET)))
                .body(not(containsString("Exception")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"away", "ended", "session-ended", "session-canceled"})
    void whatDoesNotAnswerMayBeTriedAgain(String path) {
        Response answer = gateway().get(FAULTS + path);

        problem(answer, 503, "upstream-unavailable")
                .body("logId", nullValue())
                .body(not(containsString(FaultyResource.SECRET)));
        assertThat(answer.header("Retry-After")).isEqualTo("2");
    }

    @Test
    void anAddressThatIsNotThereIsAProblem() {
        problem(gateway().get("/internal/v1/nothing"), 404, "not-found");
        problem(gateway().get("/q/health/../nothing"), 404, "not-found");
    }

    @Test
    void anotherMethodIsAProblem() {
        problem(gateway().delete(FAULTS + "typed"), 405, "method-not-allowed");
    }

    @Test
    void anotherMediaTypeIsAProblem() {
        problem(
                gateway().contentType(ContentType.TEXT).body("a").post(FAULTS + "typed"),
                415,
                "unsupported-media-type");
        problem(gateway().accept("image/png").get(FAULTS + "limited"), 406, "not-acceptable");
    }

    @Test
    void aBodyAboveTheLimitIsAProblem() {
        problem(gateway().body("x".repeat(1_100_000)).post(FAULTS + "typed"), 413, "body-too-large");
    }

    private static ValidatableResponse problem(Response answer, int status, String type) {
        return answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo(type))
                .body("status", equalTo(status))
                .body("title", notNullValue())
                .body("detail", notNullValue());
    }
}
