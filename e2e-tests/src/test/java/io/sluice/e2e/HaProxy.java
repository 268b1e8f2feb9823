package io.sluice.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real HAProxy in front of gateways, which sends requests to those whose ping says 200. */
final class HaProxy implements AutoCloseable {
    private static final int INSTALLS_WITHIN_SECONDS = 180;
    private static final int STATUS_COLUMN = 17;

    private final int port;
    private final int statsPort;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();

    private HaProxy(int port, int statsPort, Process process) {
        this.port = port;
        this.statsPort = statsPort;
        this.process = process;
    }

    /** Why there can be none on this machine; empty when there is one. Installs it where that is possible. */
    static String missing() throws IOException, InterruptedException {
        Process install = new ProcessBuilder("sh", "src/test/scripts/install-haproxy.sh")
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        if (!install.waitFor(INSTALLS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            install.destroyForcibly();
            return "haproxy could not be installed within " + INSTALLS_WITHIN_SECONDS + " s";
        }
        String said = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return install.exitValue() == 0 ? "" : said;
    }

    /** Starts it, and returns when it sends requests to all of them. */
    static HaProxy before(List<URI> gateways, Path folder) throws IOException {
        int port = freePort();
        int statsPort = freePort();
        Files.createDirectories(folder);
        Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), configuration(gateways, port, statsPort));
        Process process = new ProcessBuilder("haproxy", "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
        HaProxy balancer = new HaProxy(port, statsPort, process);
        for (int i = 1; i <= gateways.size(); i++) {
            balancer.awaitIn("gateway-" + i);
        }
        return balancer;
    }

    int port() {
        return port;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Returns when it sends requests to this gateway. */
    void awaitIn(String gateway) {
        await(gateway + " is in")
                .atMost(Api.PATIENCE)
                .until(() -> status(gateway).startsWith("UP"));
    }

    /** Returns when it sends no request to this gateway any more. */
    void awaitOut(String gateway) {
        await(gateway + " is out")
                .atMost(Api.PATIENCE)
                .until(() -> status(gateway).startsWith("DOWN"));
    }

    @Override
    public void close() {
        process.destroy();
    }

    private String status(String gateway) {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statsPort + "/;csv"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("gateways," + gateway + ","))
                    .map(line -> line.split(",", -1)[STATUS_COLUMN])
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it does not do is as important: it tries nothing again, and sends nothing to another server instead. */
    private static String configuration(List<URI> gateways, int port, int statsPort) {
        StringBuilder text = new StringBuilder("""
                global
                    maxconn 500
                defaults
                    mode http
                    option http-keep-alive
                    retries 0
                    timeout connect 2s
                    timeout client 60s
                    timeout server 60s
                    timeout http-keep-alive 60s
                frontend clients
                    bind 127.0.0.1:%d
                    default_backend gateways
                frontend stats
                    bind 127.0.0.1:%d
                    stats enable
                    stats uri /
                backend gateways
                    balance roundrobin
                    option httpchk GET /ping
                    http-check expect status 200
                    default-server inter 500ms fall 1 rise 2
                """.formatted(port, statsPort));
        for (int i = 0; i < gateways.size(); i++) {
            text.append("    server gateway-")
                    .append(i + 1)
                    .append(' ')
                    .append(gateways.get(i).getAuthority())
                    .append(" check\n");
        }
        return text.toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
