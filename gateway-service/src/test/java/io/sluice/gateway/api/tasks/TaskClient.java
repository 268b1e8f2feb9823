package io.sluice.gateway.api.tasks;

import static io.restassured.RestAssured.given;

import com.fasterxml.uuid.Generators;
import io.restassured.RestAssured;
import io.restassured.config.DecoderConfig;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Speaks to the gateway as clients do. */
final class TaskClient {
    static final String TASKS = "/api/v1/tasks";
    static final String NDJSON = "application/x-ndjson";

    private static final HttpClient STREAMS = HttpClient.newHttpClient();
    private static final RestAssuredConfig CONFIG = RestAssuredConfig.config()
            .encoderConfig(EncoderConfig.encoderConfig()
                    .defaultContentCharset(StandardCharsets.UTF_8)
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                    .encodeContentTypeAs(NDJSON, io.restassured.http.ContentType.TEXT))
            .decoderConfig(DecoderConfig.decoderConfig().defaultContentCharset(StandardCharsets.UTF_8));

    private TaskClient() {}

    static RequestSpecification client() {
        return given().config(CONFIG).header("Authorization", "Bearer " + TaskApiSettings.TOKEN);
    }

    static RequestSpecification json(String body) {
        return client().contentType("application/json").body(body);
    }

    static Response submit(String body) {
        return json(body).post(TASKS);
    }

    static Response submitBatch(String lines) {
        return client().contentType(NDJSON).body(lines).post(TASKS + "/batch");
    }

    /** An id as gateways make them, of a task that nobody submitted. */
    static UUID newId() {
        return Generators.timeBasedEpochGenerator().generate();
    }

    /** A followed log, read as it comes. */
    static EventReader follow(UUID id, String query, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + TASKS + "/" + id + "/log" + query))
                .header("Authorization", "Bearer " + TaskApiSettings.TOKEN);
        headers.forEach(request::header);
        HttpResponse<java.io.InputStream> response =
                STREAMS.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        return new EventReader(response);
    }

    /** One event; its fields as the text has them. */
    record Event(String name, String id, String data) {}

    /** Server-sent events, as they come. */
    static final class EventReader implements AutoCloseable {
        private final HttpResponse<java.io.InputStream> response;
        private final BufferedReader lines;

        private EventReader(HttpResponse<java.io.InputStream> response) {
            this.response = response;
            this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        String mediaType() {
            return response.headers().firstValue("Content-Type").orElse("");
        }

        /** The next event that has a name; null at the end of the stream. */
        Event next() throws IOException {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    fields.put(line.substring(0, colon), line.substring(colon + 2));
                } else if (line.isEmpty() && fields.containsKey("event")) {
                    return new Event(fields.get("event"), fields.get("id"), fields.get("data"));
                } else if (line.isEmpty()) {
                    fields.clear();
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
