package io.sluice.local.suite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What a process of the suite is. The order is the order of starting; stopping goes the other way round. */
public enum Role {
    /** The database server. Named {@code postgres}. */
    POSTGRES(Stage.BACKENDS, "postgres", 0, 0, ""),
    /** The broker. Named {@code kafka}. */
    KAFKA(Stage.BACKENDS, "kafka", 256, 48, ""),
    /** node-registry-service. Named {@code registry-1} and so on. */
    REGISTRY(Stage.SERVICES, "registry", 160, 48, "node-registry-service"),
    /** task-dispatch-service. Named {@code dispatch-1} and so on. */
    DISPATCH(Stage.SERVICES, "dispatch", 256, 256, "task-dispatch-service"),
    /** gateway-service. Named {@code gateway-1} and so on, which is also its node's name. */
    GATEWAY(Stage.NODES, "gateway", 160, 160, "gateway-service"),
    /** node-agent. Named {@code agent-1} and so on, which is also its node's name. */
    AGENT(Stage.NODES, "agent", 96, 24, "node-agent");

    /** What is started and stopped together. A stage starts when what it needs of the one before is ready, and stops when that after it is gone. */
    enum Stage {
        /** What the services need. */
        BACKENDS(Duration.ofSeconds(2), Duration.ofMillis(2500)),
        /** The two authorities. */
        SERVICES(Duration.ofMillis(1500), Duration.ofSeconds(2)),
        /** They are stopped first, so that their goodbyes are heard. */
        NODES(Duration.ofSeconds(9), Duration.ofMillis(10_300));

        private final Duration askAgainAfter;
        private final Duration killAfter;

        Stage(Duration askAgainAfter, Duration killAfter) {
            this.askAgainAfter = askAgainAfter;
            this.killAfter = killAfter;
        }

        /** When a stopping process gets its second signal, on which a node ends at once. */
        Duration askAgainAfter() {
            return askAgainAfter;
        }

        /** When a stopping process is killed. All stages together stay below 15 s. */
        Duration killAfter() {
            return killAfter;
        }
    }

    private final Stage stage;
    private final String label;
    private final int heapMegabytes;
    private final int firstHeapMegabytes;
    private final String module;

    Role(Stage stage, String label, int heapMegabytes, int firstHeapMegabytes, String module) {
        this.stage = stage;
        this.label = label;
        this.heapMegabytes = heapMegabytes;
        this.firstHeapMegabytes = firstHeapMegabytes;
        this.module = module;
    }

    Stage stage() {
        return stage;
    }

    /** How its processes are called, with a number behind where there may be several. */
    public String label() {
        return label;
    }

    /** The name of the process of this number, from 1. */
    public String name(int number) {
        return stage == Stage.BACKENDS ? label : label + "-" + number;
    }

    /** Whether it is a member of the cluster. */
    public boolean isNode() {
        return stage == Stage.NODES;
    }

    /** The bound of its heap in MiB; 0 for what is not Java. */
    int heapMegabytes() {
        return heapMegabytes;
    }

    /**
     * What its heap begins with in MiB. Less than all of it is less memory while little happens, and more collections under
     * load: 15 % of dispatch's time a task with 64 MiB. So what every task passes through has all of it from the start.
     */
    int firstHeapMegabytes() {
        return firstHeapMegabytes;
    }

    /** The jar to run, for what is a service of ours. */
    Optional<Path> jar(Path projectRoot) {
        return module.isEmpty()
                ? Optional.empty()
                : Optional.of(projectRoot.resolve(module).resolve("target/quarkus-app/quarkus-run.jar"));
    }

    /** PostgreSQL takes SIGINT for what others understand by SIGTERM. */
    String stopSignal() {
        return this == POSTGRES ? "INT" : "TERM";
    }
}
