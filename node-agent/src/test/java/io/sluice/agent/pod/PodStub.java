package io.sluice.agent.pod;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The agent under test is in a pod, whose Kubernetes API stands in. */
public final class PodStub implements QuarkusTestResourceLifecycleManager {
    private KubernetesApi api;
    private Path credentials;

    @Override
    public Map<String, String> start() {
        try {
            credentials = Files.createTempDirectory("pod-credentials-");
            Files.writeString(credentials.resolve("token"), "token-of-the-pod");
            api = new KubernetesApi(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // At first the right is missing, as when the Role is made after the pods.
        api.status.set(403);
        return Map.of(
                "sluice.agent.pod.annotate", "true",
                "sluice.agent.pod.annotate-interval", "1s",
                "sluice.agent.pod.api", api.address().toString(),
                "sluice.agent.pod.credentials", credentials.toString(),
                "sluice.node.place.pod", "agent-0",
                "sluice.node.place.namespace", "ns",
                "sluice.node.place.zone", "");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(api.calls, new TestInjector.MatchesType(BlockingQueue.class));
        injector.injectIntoFields(api.status, new TestInjector.MatchesType(AtomicInteger.class));
    }

    @Override
    public void stop() {
        api.close();
        try {
            Files.delete(credentials.resolve("token"));
            Files.delete(credentials);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
