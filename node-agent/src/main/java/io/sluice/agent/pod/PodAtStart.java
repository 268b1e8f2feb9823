package io.sluice.agent.pod;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Begins to annotate the pod when the settings say so. */
@Singleton
class PodAtStart {
    private final PodConfig config;
    private final NodeConfig node;
    private final NodeSelf self;
    private @Nullable PodAnnotator annotator;

    PodAtStart(PodConfig config, NodeConfig node, NodeSelf self) {
        this.config = config;
        this.node = node;
        this.self = self;
    }

    /** Before the node begins, which a wrong setting then prevents. */
    void start(@Observes @Priority(100) StartupEvent event) {
        if (!config.annotate()) {
            return;
        }
        List<String> violations = violations(config, node.place());
        if (!violations.isEmpty()) {
            throw new ConfigurationException("This agent does not start: " + String.join("; ", violations));
        }
        PodApi pod = new PodApi(
                config.api(),
                node.place().get("namespace").orElseThrow(),
                node.place().get("pod").orElseThrow(),
                config.credentials(),
                Executors.newSingleThreadExecutor(task -> {
                    Thread thread = new Thread(task, "sluice-pod-http");
                    thread.setDaemon(true);
                    return thread;
                }));
        PodAnnotator started = new PodAnnotator(self, pod, config.annotateInterval());
        annotator = started;
        started.begin();
    }

    void stop(@Observes ShutdownEvent event) {
        if (annotator != null) {
            annotator.end();
        }
    }

    static List<String> violations(PodConfig config, Map<String, Optional<String>> place) {
        List<String> violations = new ArrayList<>();
        for (String key : List.of("pod", "namespace")) {
            if (place.getOrDefault(key, Optional.empty()).isEmpty()) {
                violations.add("sluice.agent.pod.annotate needs sluice.node.place." + key);
            }
        }
        if (config.annotateInterval().compareTo(Duration.ofSeconds(1)) < 0) {
            violations.add("sluice.agent.pod.annotate-interval is " + config.annotateInterval()
                    + " and must be at least 1s, since the Kubernetes API serves many");
        }
        String scheme = config.api().getScheme();
        if (config.api().getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
            violations.add("sluice.agent.pod.api is " + config.api()
                    + ", which is no address such as https://kubernetes.default.svc");
        }
        return violations;
    }
}
