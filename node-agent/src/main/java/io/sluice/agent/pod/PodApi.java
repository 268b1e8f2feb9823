package io.sluice.agent.pod;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * One pod at the Kubernetes API: one call, by the JDK's own client. A client library for all of Kubernetes would be
 * heavier than the agent. For one thread.
 */
final class PodApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = Json.mapper();

    private final URI pod;
    private final Path credentials;
    private final Executor threads;
    private @Nullable HttpClient client;

    /**
     * @param credentials the folder of {@code token} and, for https, {@code ca.crt}
     * @param threads in which the client works
     */
    PodApi(URI api, String namespace, String pod, Path credentials, Executor threads) {
        this.pod = URI.create(api.toString().replaceAll("/+$", "") + "/api/v1/namespaces/" + namespace + "/pods/" + pod
                + "?fieldManager=sluice");
        this.credentials = credentials;
        this.threads = threads;
    }

    /**
     * Sets the annotations, and leaves all others.
     *
     * @throws IOException when the API did not answer, or refused, or the credentials can't be read; says which
     */
    void annotate(Map<String, String> annotations) throws IOException, InterruptedException {
        byte[] patch = JSON.writeValueAsBytes(Map.of("metadata", Map.of("annotations", annotations)));
        HttpRequest request = HttpRequest.newBuilder(pod)
                .timeout(TIMEOUT)
                // Tokens of pods are exchanged while the pod lives.
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/merge-patch+json")
                .header("Accept", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(patch))
                .build();
        HttpResponse<Void> response;
        try {
            response = client().send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            // The CA may be another one by now.
            client = null;
            throw new IOException(pod.getAuthority() + " did not answer: " + e, e);
        }
        if (response.statusCode() / 100 != 2) {
            throw new IOException(pod.getAuthority() + " answered " + response.statusCode() + remedy(response));
        }
    }

    private static String remedy(HttpResponse<Void> response) {
        return switch (response.statusCode()) {
            case 401 -> ": the token is not taken";
            case 403 -> ": the pod's ServiceAccount may not patch it";
            case 404 -> ": there is no such pod";
            default -> "";
        };
    }

    private String token() throws IOException {
        return Files.readString(credentials.resolve("token")).strip();
    }

    private HttpClient client() throws IOException {
        HttpClient open = client;
        if (open == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .executor(threads);
            if ("https".equals(pod.getScheme())) {
                builder.sslContext(trusting(credentials.resolve("ca.crt")));
            }
            open = builder.build();
            client = open;
        }
        return open;
    }

    private static SSLContext trusting(Path authorities) throws IOException {
        try (InputStream pem = Files.newInputStream(authorities)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("ca-" + number++, one);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(authorities + " holds no certificates: " + e.getMessage(), e);
        }
    }
}
