package io.sluice.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.backends.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** HAProxy in front of gateways, on loopback, which follows their {@code /ping}. */
final class HaProxy implements AutoCloseable {
    private static final Path INSTALL = Path.of("src", "test", "scripts", "install-haproxy.sh");
    private static final Path EXAMPLE = Path.of("..", "deploy", "examples", "haproxy.cfg");
    private static final Duration INSTALLED_WITHIN = Duration.ofMinutes(3);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(50);

    /** Debian has it in a folder that only root's PATH names. */
    private static final List<Path> FOLDERS = Stream.concat(
                    Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
            .filter(folder -> !folder.isBlank())
            .map(Path::of)
            .toList();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final int port;
    private final int statsPort;

    private HaProxy(Process process, int port, int statsPort) {
        this.process = process;
        this.port = port;
        this.statsPort = statsPort;
    }

    /** Installs it where that is needed and allowed; else the scenario is skipped, and says what is missing. */
    static void assumeInstalled() {
        if (program().isEmpty()) {
            assumeTrue(install(), "haproxy can't be had");
        }
    }

    /**
     * Starts one that tries nothing twice and sends nothing on to another gateway, so that whatever a gateway drops its
     * clients see; returns once it has every gateway in.
     *
     * @param folder for its configuration and its log
     * @param gateways which are called gateway-1 and so on
     */
    static HaProxy start(Path folder, List<URI> gateways) {
        List<Integer> ports = FreePorts.next(2);
        return start(folder, "haproxy", ports, gateways, configuration(ports.get(0), ports.get(1), gateways));
    }

    /** Starts one as operators are told to configure it: what got no connection or no answer is tried again. */
    static HaProxy startAsInTheExample(Path folder, List<URI> gateways) {
        List<Integer> ports = FreePorts.next(2);
        try {
            String example = Files.readString(EXAMPLE)
                    .replaceAll("(?m)^ +server .*\n?", "")
                    .replaceFirst("(?m)^ +bind :80$", "    bind 127.0.0.1:" + ports.get(0));
            return start(
                    folder, "haproxy-example", ports, gateways, example + servers(gateways) + statistics(ports.get(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HaProxy start(Path folder, String name, List<Integer> ports, List<URI> gateways, String configured) {
        try {
            Path configuration = folder.resolve(name + ".cfg");
            Files.writeString(configuration, configured);
            Process process = new ProcessBuilder(program().get(0).toString(), "-db", "-f", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(name + ".log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stops haproxy"));
            HaProxy balancer = new HaProxy(process, ports.get(0), ports.get(1));
            IntStream.rangeClosed(1, gateways.size()).forEach(number -> balancer.awaitIn("gateway-" + number));
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its clients go. */
    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Returns once it sends new requests to the gateway. */
    void awaitIn(String gateway) {
        await(gateway + " is in")
                .atMost(Api.TIMEOUT)
                .pollInterval(LOOK)
                .until(() -> status(gateway).equals("UP"));
    }

    /** Returns once it sends no new request to the gateway. */
    void awaitOut(String gateway) {
        await(gateway + " is out")
                .atMost(Api.TIMEOUT)
                .pollInterval(LOOK)
                .until(() -> status(gateway).startsWith("DOWN"));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** In its own words, such as {@code UP}, {@code UP 1/2} and {@code DOWN}. */
    private String status(String gateway) {
        if (!process.isAlive()) {
            throw new AssertionError("haproxy has ended with " + process.exitValue() + ": see its log");
        }
        try {
            URI page = URI.create("http://127.0.0.1:" + statsPort + "/;csv");
            List<List<String>> rows = client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                    .body()
                    .lines()
                    .map(line -> List.of(line.split(",", -1)))
                    .toList();
            int status = rows.get(0).indexOf("status");
            return rows.stream()
                    .filter(row -> row.size() > status && row.get(1).equals(gateway))
                    .map(row -> row.get(status))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String servers(List<URI> gateways) {
        return IntStream.range(0, gateways.size())
                .mapToObj(i -> "    server gateway-" + (i + 1) + " 127.0.0.1:"
                        + gateways.get(i).getPort() + "\n")
                .collect(Collectors.joining());
    }

    private static String statistics(int port) {
        return """

                listen stats
                    bind 127.0.0.1:%d
                    stats enable
                    stats uri /
                """.formatted(port);
    }

    private static String configuration(int port, int statsPort, List<URI> gateways) {
        return """
                defaults
                    mode http
                    option http-keep-alive
                    # Nothing is tried twice: what a gateway drops is seen.
                    retries 0
                    no option redispatch
                    timeout connect 2s
                    timeout client 60s
                    # Longer than the heartbeat of event streams, which is 10 s.
                    timeout server 60s
                    timeout http-keep-alive 60s
                    timeout check 5s

                frontend sluice
                    bind 127.0.0.1:%d
                    default_backend gateways

                backend gateways
                    balance roundrobin
                    option httpchk GET /ping
                    default-server check inter 500ms fall 1 rise 2
                %s
                """.formatted(port, servers(gateways)) + statistics(statsPort);
    }

    private static List<Path> program() {
        return FOLDERS.stream()
                .map(folder -> folder.resolve("haproxy"))
                .filter(Files::isExecutable)
                .toList();
    }

    private static boolean install() {
        try {
            Process installing = new ProcessBuilder("sh", INSTALL.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!installing.waitFor(INSTALLED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                installing.descendants().forEach(ProcessHandle::destroy);
                installing.destroy();
            }
            return !program().isEmpty();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
