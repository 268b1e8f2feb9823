package io.sluice.agent.pod;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pod at the Kubernetes API. Its client is made at the first call, so that an agent that never calls has none. For one
 * thread, which waits for each answer.
 */
final class PodApi implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("sluice")
            .build();
    private static final ObjectMapper JSON = Json.mapper();

    private final URI api;
    private final Pod pod;
    private final Path credentials;
    private volatile String token = "";
    private @Nullable KubernetesClient client;

    /**
     * @param credentials the folder of {@code token} and, for https, {@code ca.crt}
     */
    PodApi(URI api, String namespace, String pod, Path credentials) {
        this.api = api;
        this.pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(pod)
                .endMetadata()
                .build();
        this.credentials = credentials;
    }

    /**
     * Sets the annotations, and leaves all others.
     *
     * @throws IOException when the API did not answer, or refused, or the credentials can't be read; says which
     */
    void annotate(Map<String, String> annotations) throws IOException, InterruptedException {
        String patch = JSON.writeValueAsString(Map.of("metadata", Map.of("annotations", annotations)));
        // Tokens of pods are exchanged while the pod lives. Read here, since the client may ask for it on an event
        // loop.
        token = Files.readString(credentials.resolve("token")).strip();
        try {
            // Given the pod, the client does not get it first, which it may not.
            client().resource(pod).patch(MERGE, patch);
        } catch (KubernetesClientException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (e.getCode() < 100) {
                // The CA may be another one by now, and a client reads it once.
                close();
                throw new IOException(api.getAuthority() + " did not answer: " + cause(e), e);
            }
            throw new IOException(api.getAuthority() + " answered " + e.getCode() + remedy(e.getCode()), e);
        }
    }

    @Override
    public void close() {
        KubernetesClient open = client;
        client = null;
        if (open != null) {
            open.close();
        }
    }

    private static String remedy(int status) {
        return switch (status) {
            case 401 -> ": the token is not taken";
            case 403 -> ": the pod's ServiceAccount may not patch it";
            case 404 -> ": there is no such pod";
            default -> "";
        };
    }

    private static Throwable cause(KubernetesClientException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    private KubernetesClient client() {
        KubernetesClient open = client;
        if (open == null) {
            open = new KubernetesClientBuilder()
                    .withConfig(config())
                    // A pod is all that is read: no search for the thousand other kinds.
                    .withKubernetesSerialization(new KubernetesSerialization(new ObjectMapper(), false))
                    .build();
            client = open;
        }
        return open;
    }

    /** Of the settings alone: not of a kubeconfig that whoever started the agent may have. */
    private Config config() {
        ConfigBuilder config = new ConfigBuilder(Config.empty())
                .withMasterUrl(api.toString())
                .withOauthTokenProvider(() -> token)
                .withConnectionTimeout(TIMEOUT_MILLIS)
                .withRequestTimeout(TIMEOUT_MILLIS)
                // PodAnnotator tries again, with the newest state.
                .withRequestRetryBackoffLimit(0)
                .withHttp2Disable(true);
        return "https".equals(api.getScheme())
                ? config.withCaCertFile(credentials.resolve("ca.crt").toString())
                        .build()
                : config.build();
    }
}
