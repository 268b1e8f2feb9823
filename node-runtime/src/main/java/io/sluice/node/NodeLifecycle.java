package io.sluice.node;

import io.quarkus.arc.All;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.sluice.node.execution.TaskRunner;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.time.NodeClock;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the node with its process and ends it in order before the process ends. */
@Singleton
class NodeLifecycle {
    private static final Logger LOG = Logger.getLogger(NodeLifecycle.class);

    private final NodeConfig config;
    private final Instance<NodeSelf> self;
    private final List<TaskRunner> runners;
    private @Nullable Node node;

    NodeLifecycle(NodeConfig config, Instance<NodeSelf> self, @All List<TaskRunner> runners) {
        this.config = config;
        this.self = self;
        this.runners = runners;
    }

    void start(@Observes StartupEvent event) throws InterruptedException {
        if (!config.enabled()) {
            LOG.info("sluice.node.enabled is false: this process is no node");
            return;
        }
        warnOfEncoding();
        Node started;
        try {
            started = new Node(
                    config, self.get(), NodeClock.system(), runners, Quarkus::asyncExit, Runtime.getRuntime()::halt);
        } catch (IOException e) {
            throw refuse("sluice.node.data-dir (" + config.dataDir() + ") or the join token can't be used: " + e);
        } catch (IllegalArgumentException e) {
            throw refuse(String.valueOf(e.getMessage()));
        }
        StopSignals.watch(started::leave, started::endNow);
        try {
            started.start();
        } catch (IOException e) {
            throw refuse("sluice.node.work-dir (" + config.workDir() + ") can't be used: " + e);
        }
        node = started;
    }

    void stop(@Observes ShutdownEvent event) {
        Node running = node;
        if (running != null) {
            running.leave();
        }
    }

    /** Quarkus prints the message of such an exception as one line, without a trace, and ends the process with 1. */
    private static ConfigurationException refuse(String why) {
        return new ConfigurationException("This node does not start: " + why);
    }

    private static void warnOfEncoding() {
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (!"UTF-8".equalsIgnoreCase(encoding)) {
            LOG.warnf(
                    "this process's locale has %s: arguments of tasks that it can't hold become '?'; set"
                            + " LC_ALL=C.UTF-8",
                    encoding);
        }
    }
}
