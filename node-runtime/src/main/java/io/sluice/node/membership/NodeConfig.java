package io.sluice.node.membership;

import io.quarkus.runtime.configuration.MemorySize;
import io.sluice.contracts.node.NodeKind;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of a node. What can't be safe together is refused at start, naming the settings. */
@ConfigMapping(prefix = "sluice.node")
public interface NodeConfig {
    /** Whether this process takes part in a cluster. Off only where a process that embeds a node is tested alone. */
    @WithDefault("true")
    boolean enabled();

    /** The stable name of the node, as a pod's: a-z, 0-9, dot and dash, at most 63. The host's name, lower-cased, when absent. */
    Optional<String> name();

    /** What the node is besides a place where tasks run: agent or gateway. */
    @WithDefault("agent")
    NodeKind kind();

    /** The node's own labels, which a task's nodeSelector is compared with; at most 64. An operator's labels go over them. */
    Map<String, String> labels();

    /**
     * Where the node runs, for people: pod, namespace, node (the Kubernetes node), zone, or what else helps to find it; at
     * most 15, of up to 253 characters each. An empty one is left out, and the host's name is added.
     */
    Map<String, Optional<String>> place();

    /** The most tasks that the node runs at once, 0 to 10000; an operator's cap overrides it. */
    @WithDefault("5")
    int taskCap();

    /** Addresses of the registry, or of gateways, such as http://gateway:8080; one is used until it fails, then the next. */
    Optional<List<URI>> registryUrls();

    /** Addresses of task dispatch, or of gateways; one is used until it fails, then the next. */
    Optional<List<URI>> dispatchUrls();

    /** Not taken any more: a token in a property or the environment is seen by too many. Use sluice.node.join-token-file. */
    Optional<String> joinToken();

    /**
     * The file that holds the join token, or - for standard input. Read at start, and again when a service asks for it;
     * standard input is read once, to its end. sluice.auth.join-token-file when absent.
     */
    @WithDefault("${sluice.auth.join-token-file:}")
    Optional<Path> joinTokenFile();

    /** How often the node checks in and renews its lease, give or take 10 %. The registry may stretch it. */
    @WithDefault("5s")
    Duration heartbeatInterval();

    /** How long after the sending of the last acknowledged renewal the node ends its {@code exclusive} attempts. */
    @WithDefault("15s")
    Duration selfStop();

    /** What dispatch counts before it gives an {@code exclusive} task to another node; here for the check at start alone. */
    @WithDefault("${sluice.dispatch.lost-after:30s}")
    Duration lostAfter();

    /** How long after the sending of the last acknowledged renewal the node ends its {@code once} attempts. */
    @WithDefault("10m")
    Duration reconnectWindow();

    /** How long a stopping node waits for its attempts before it ends them. */
    @WithDefault("10m")
    Duration shutdownWait();

    /** How long a process that was asked to stop (SIGTERM) may take before it is killed (SIGKILL). */
    @WithDefault("10s")
    Duration killGrace();

    /**
     * How long, after an attempt's first process has ended, the node waits for the end of its output before it ends what
     * was left running. Nothing is waited for when nobody holds the output open.
     */
    @WithDefault("2s")
    Duration outputWait();

    /** The output kept of one attempt; what follows is cut, and said so. */
    @WithDefault("10M")
    MemorySize logLimit();

    /**
     * Where the node keeps the secret that proves who it is, over restarts. Only the node's own user should be able to enter
     * it, and tasks work elsewhere. Without it a restarted node waits until its former process is OFFLINE.
     */
    @WithDefault("${HOME:${user.home}}/.sluice/node")
    Path dataDir();

    /**
     * Where attempts get their private working directories; removed after each. Not in a folder that something else clears,
     * such as /tmp.
     */
    @WithDefault("${HOME:${user.home}}/.sluice/work")
    Path workDir();

    /** The node takes no task while the disk of its working directory has less room than this; 0 looks at no number. */
    @WithDefault("64M")
    MemorySize minFreeSpace();

    /** The node takes no task while the disk of its working directory has fewer inodes left than this; 0 looks at no number. */
    @WithDefault("1000")
    int minFreeInodes();

    /** The software's version, for people. */
    @WithDefault("${quarkus.application.version:unknown}")
    String version();
}
