package io.sluice.local.suite;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Asks a service's readiness. A gateway that drains says that it is not ready, and rightly so; here it counts as ready,
 * since it has come up, as far as an operator lets it. A node must have found its registry too.
 */
record HealthProbe(int port) implements ProcessPlan.Probe {
    private static final int TIMEOUT_MILLIS = 1000;

    @Override
    public boolean isReady() {
        try {
            URI address = URI.create("http://127.0.0.1:" + port + "/q/health/ready");
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return body != null && saysReady(status, Json.mapper().readTree(body));
            }
        } catch (IOException e) {
            return false;
        }
    }

    static boolean saysReady(int status, JsonNode health) {
        for (JsonNode check : health.path("checks")) {
            JsonNode node = check.path("data");
            if (node.has("standing")) {
                boolean registered = node.path("standing").asText().equals("REGISTERED");
                return registered && (status == 200 || node.path("draining").asBoolean());
            }
        }
        return status == 200;
    }
}
