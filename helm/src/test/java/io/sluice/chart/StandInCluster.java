package io.sluice.chart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** As much of a cluster as {@code lookup} asks for: the Secrets that are there. The build's KUBECONFIG names its file. */
final class StandInCluster {
    private static final String RESOURCES = """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[
            {"name":"secrets","singularName":"secret","namespaced":true,"kind":"Secret","verbs":["get","list"]}]}""";
    private static final String NOT_FOUND = """
            {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}""";
    private static final Map<String, String> SECRETS = new ConcurrentHashMap<>();

    private StandInCluster() {}

    /** Starts it, for as long as the tests' process lives. */
    static void start() {
        Holder.STARTED.getAddress();
    }

    /** From now on the Secret is there. */
    static void keep(String name, String json) {
        SECRETS.put(name, json);
    }

    static void forget(String name) {
        SECRETS.remove(name);
    }

    private static final class Holder {
        static final HttpServer STARTED = started();
    }

    private static HttpServer started() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", StandInCluster::answer);
            server.start();
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            Files.writeString(Path.of(System.getenv("KUBECONFIG")), """
                    apiVersion: v1
                    kind: Config
                    current-context: stand-in
                    clusters: [{name: stand-in, cluster: {server: "%s"}}]
                    contexts: [{name: stand-in, context: {cluster: stand-in, user: nobody}}]
                    users: [{name: nobody, user: {}}]
                    """.formatted(address));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = path.equals("/api/v1") ? RESOURCES : SECRETS.get(path.substring(path.lastIndexOf('/') + 1));
        byte[] bytes = (body == null ? NOT_FOUND : body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
