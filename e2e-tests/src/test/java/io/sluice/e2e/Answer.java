package io.sluice.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Json;
import java.net.http.HttpHeaders;

/** An answer of a gateway, whatever its status. */
record Answer(int status, HttpHeaders headers, String body) {
    JsonNode json() {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + this, e);
        }
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** Whether it says that a part is away, and when to come again. */
    boolean isClearRefusal() {
        return status == 503
                && header("Retry-After").matches("[1-9][0-9]*")
                && json().path("type").asText().equals("upstream-unavailable");
    }

    @Override
    public String toString() {
        return status + " " + headers.map() + "\n" + body;
    }
}
