package io.sluice.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodApiTest {
    private static final Map<String, String> ANNOTATIONS = Map.of("a", "b");

    @TempDir
    Path credentials;

    private @Nullable PodApi pod;

    @BeforeEach
    void aToken() throws IOException {
        Files.writeString(credentials.resolve("token"), "first\n");
    }

    @AfterEach
    void closed() {
        if (pod != null) {
            pod.close();
        }
    }

    @Test
    void theAnnotationsOfThePodAreMergedAndNothingElse() throws Exception {
        try (KubernetesApi api = new KubernetesApi(null)) {
            pod(api.address()).annotate(ANNOTATIONS);

            assertThat(api.calls)
                    .containsExactly(
                            "PATCH /api/v1/namespaces/ns/pods/agent-0?fieldManager=sluice"
                                    + " application/merge-patch+json Bearer first {\"metadata\":{\"annotations\":{\"a\":\"b\"}}}");
        }
    }

    @Test
    void theTokenIsReadForEachCallSinceItIsExchanged() throws Exception {
        try (KubernetesApi api = new KubernetesApi(null)) {
            PodApi pod = pod(api.address());
            pod.annotate(ANNOTATIONS);
            Files.writeString(credentials.resolve("token"), "second");

            pod.annotate(ANNOTATIONS);

            assertThat(api.calls).hasSize(2).last().asString().contains("Bearer second ");
        }
    }

    @ParameterizedTest
    @CsvSource({"401, token", "403, ServiceAccount may not patch", "404, no such pod", "500, 500"})
    void aRefusalSaysWhatToLookAt(int status, String text) throws Exception {
        try (KubernetesApi api = new KubernetesApi(null)) {
            api.status.set(status);

            assertThatThrownBy(() -> pod(api.address()).annotate(ANNOTATIONS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(text);
        }
    }

    @Test
    void anApiThatIsAwayIsAFailureLikeAnother() throws Exception {
        KubernetesApi api = new KubernetesApi(null);
        api.close();

        assertThatThrownBy(() -> pod(api.address()).annotate(ANNOTATIONS)).isInstanceOf(IOException.class);
    }

    @Test
    void anInterruptedCallEndsWithoutAnAnswer() throws Exception {
        Thread caller = Thread.currentThread();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try (Socket call = silent.accept()) {
                    call.getInputStream().read();
                    caller.interrupt();
                    call.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException closed) {
                    caller.interrupt();
                }
            });
            server.setDaemon(true);
            server.start();

            assertThatThrownBy(() -> pod(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                            .annotate(ANNOTATIONS))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void withoutATokenNothingIsSent() throws Exception {
        try (KubernetesApi api = new KubernetesApi(null)) {
            Files.delete(credentials.resolve("token"));

            assertThatThrownBy(() -> pod(api.address()).annotate(ANNOTATIONS)).isInstanceOf(IOException.class);
            assertThat(api.calls).isEmpty();
        }
    }

    @Test
    void anUnknownAuthorityIsNotTrustedAndANewOneOfThePodsFolderIsTakenUp() throws Exception {
        Path keys = key("server");
        Files.copy(key("another").resolveSibling("another.pem"), credentials.resolve("ca.crt"));
        try (KubernetesApi api = new KubernetesApi(context(keys))) {
            PodApi pod = pod(api.address());
            assertThatThrownBy(() -> pod.annotate(ANNOTATIONS)).isInstanceOf(IOException.class);
            assertThat(api.calls).isEmpty();

            String both = Files.readString(credentials.resolve("another.pem"))
                    + Files.readString(credentials.resolve("server.pem"));
            Files.writeString(credentials.resolve("ca.crt"), both);
            pod.annotate(ANNOTATIONS);

            assertThat(api.calls).hasSize(1);
        }
    }

    private PodApi pod(URI api) {
        PodApi made = new PodApi(api, "ns", "agent-0", credentials);
        pod = made;
        return made;
    }

    /** A key store with a key that signs itself, and its certificate beside it as {@code name.pem}. */
    private Path key(String name) throws Exception {
        Path store = credentials.resolve(name + ".p12");
        keytool(
                List.of(
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2"),
                store,
                name);
        keytool(
                List.of(
                        "-exportcert",
                        "-rfc",
                        "-file",
                        credentials.resolve(name + ".pem").toString()),
                store,
                name);
        return store;
    }

    private static void keytool(List<String> command, Path store, String alias) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(command);
        line.addAll(List.of("-alias", alias, "-keystore", store.toString(), "-storepass", "changeit"));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static SSLContext context(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
