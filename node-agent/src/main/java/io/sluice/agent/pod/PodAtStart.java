package io.sluice.agent.pod;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Objects;
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
        PodApi pod = new PodApi(config.api(), place("namespace"), place("pod"), config.credentials());
        PodAnnotator started = new PodAnnotator(self, pod, config.annotateInterval());
        annotator = started;
        started.begin();
    }

    private String place(String name) {
        return Objects.requireNonNull(node.place().get(name)).orElseThrow();
    }

    void stop(@Observes ShutdownEvent event) {
        if (annotator != null) {
            annotator.end();
        }
    }
}
