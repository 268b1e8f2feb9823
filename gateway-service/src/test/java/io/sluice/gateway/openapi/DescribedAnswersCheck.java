package io.sluice.gateway.openapi;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.microprofile.config.ConfigProvider;

/** Every answer that a component test gets of the API has to be as the document says that the gateway serves. */
public final class DescribedAnswersCheck implements QuarkusTestBeforeEachCallback {
    private static final Filter CHECK = new Check();

    @Override
    public void beforeEach(QuarkusTestMethodContext test) {
        RestAssured.replaceFiltersWith(CHECK);
    }

    private static final class Check implements Filter {
        private DescribedAnswers document;

        @Override
        public Response filter(
                FilterableRequestSpecification request,
                FilterableResponseSpecification expected,
                FilterContext context) {
            Response answer = context.next(request, expected);
            String path = URI.create(request.getURI()).getPath();
            String media = answer.contentType();
            boolean isStream = media != null && media.startsWith("text/event-stream");
            // A browser without a session is sent to the sign-in from wherever it asks.
            boolean isSignIn = answer.statusCode() == 303;
            if (!isStream && !isSignIn && document().describe(path)) {
                String faults =
                        document.faults(request.getMethod(), path, answer.statusCode(), media, answer.asString());
                if (!faults.isEmpty()) {
                    throw new AssertionError(request.getMethod() + " " + path + " answered " + answer.statusCode()
                            + " other than the OpenAPI document says: " + faults + "\n" + answer.asString());
                }
            }
            return answer;
        }

        private synchronized DescribedAnswers document() {
            if (document == null) {
                document = read();
            }
            return document;
        }

        private static DescribedAnswers read() {
            String token = ConfigProvider.getConfig().getValue("sluice.auth.token", String.class);
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/q/openapi?format=json"))
                    .header("Authorization", "Bearer " + token)
                    .build();
            try {
                return new DescribedAnswers(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
            } catch (IOException e) {
                throw new IllegalStateException("the document can't be read", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the document was read", e);
            }
        }
    }
}
