package io.sluice.agent.pod;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of an agent in a pod. */
@ConfigMapping(prefix = "sluice.agent.pod")
public interface PodConfig {
    /**
     * Whether the agent notes on its own pod what its end would cost: its live attempts as the pod deletion cost, and
     * whether the cluster autoscaler may evict it. Needs {@code sluice.node.place.pod}, {@code sluice.node.place.namespace}
     * and the right to patch that pod. Default false.
     */
    @WithDefault("false")
    boolean annotate();

    /** The pod is patched at most once in this time, 1 s or more. Default 5 s. */
    @WithDefault("5s")
    Duration annotateInterval();

    /** Where the Kubernetes API answers. Default https://kubernetes.default.svc. */
    @WithDefault("https://kubernetes.default.svc")
    URI api();

    /** The folder with the pod's token, which is read anew for each call, and the API's CA. */
    @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount")
    Path credentials();
}
