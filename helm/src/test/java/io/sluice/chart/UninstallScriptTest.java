package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the uninstall's Job, run by a shell as it is, against a stand-in for the Kubernetes API. */
class UninstallScriptTest {
    private static final String POOLS = """
            agents:
              default: {}
              scaled: {autoscaling: {enabled: true, prometheus: "http://prometheus:9090"}}
            gateway: {taskCap: 2}
            uninstall: {drain: true}
            """;

    /** As the API server answers to curl. */
    private static final String ONE = "{\n  \"kind\": \"PodList\",\n  \"items\": [\n    {\"kind\": \"Pod\"}\n  ]\n}";

    private static final String NONE = "{\n  \"kind\": \"PodList\",\n  \"items\": []\n}";

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    @TempDir
    Path account;

    @Test
    void emptiesThePoolsThenTheGatewaysAndWaitsForTheirPods() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "there is no curl");
        Files.writeString(account.resolve("token"), "secret");
        Files.writeString(account.resolve("ca.crt"), "");
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String request =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + body;
            boolean again = asked.contains(request);
            asked.add(request);
            boolean scaler = request.startsWith("DELETE");
            // The scaler is gone already; the pods are there when they are asked for first.
            byte[] answer = (again ? NONE : ONE).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(scaler ? 404 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        api.start();
        try {
            assertThat(run("http://127.0.0.1:" + api.getAddress().getPort())).isZero();
        } finally {
            api.stop(0);
        }
        String sets = "/apis/apps/v1/namespaces/ns/statefulsets/";
        String none = "/scale {\"spec\":{\"replicas\":0}}";
        assertThat(asked)
                .containsSubsequence(
                        "DELETE /apis/keda.sh/v1alpha1/namespaces/ns/scaledobjects/try-sluice-agent-scaled ",
                        "PATCH " + sets + "try-sluice-agent-default" + none,
                        "PATCH " + sets + "try-sluice-agent-scaled" + none,
                        "GET /api/v1/namespaces/ns/pods ",
                        "GET /api/v1/namespaces/ns/pods ",
                        "PATCH " + sets + "try-sluice-gateway" + none,
                        "GET /api/v1/namespaces/ns/pods ");
    }

    private int run(String api) throws IOException, InterruptedException {
        JsonNode container =
                Chart.renderAll(Chart.PRODUCTION, POOLS).of("Job").get(0).at("/spec/template/spec/containers/0");
        List<String> command =
                Manifests.each(container.get("command")).map(JsonNode::asText).toList();
        String script = container
                .at("/args/0")
                .asText()
                .replace("/var/run/secrets/kubernetes.io/serviceaccount", account.toString());
        ProcessBuilder builder = new ProcessBuilder(command.get(0), command.get(1), script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        for (JsonNode variable : container.get("env")) {
            builder.environment()
                    .put(variable.get("name").asText(), variable.path("value").asText("ns"));
        }
        builder.environment().put("API", api);
        return builder.start().waitFor();
    }
}
