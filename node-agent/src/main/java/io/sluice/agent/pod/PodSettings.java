package io.sluice.agent.pod;

import io.sluice.node.membership.NodeConfig;
import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules for the settings of the pod's annotations, where they are on. */
@Singleton
final class PodSettings implements SettingsRules {
    private final PodConfig config;
    private final NodeConfig node;

    PodSettings(PodConfig config, NodeConfig node) {
        this.config = config;
        this.node = node;
    }

    @Override
    public List<String> violations() {
        return config.annotate() ? violations(config, node.place()) : List.of();
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
