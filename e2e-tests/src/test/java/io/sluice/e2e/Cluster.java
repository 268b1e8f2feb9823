package io.sluice.e2e;

import static org.awaitility.Awaitility.await;

import io.sluice.local.suite.Role;
import io.sluice.local.suite.Suite;
import io.sluice.local.suite.SuiteOptions;
import io.sluice.local.suite.SuiteProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The suite as packaged processes on free ports: two gateways, two agents, one of each service. Started once for all
 * scenarios, and stopped with this JVM. Its data and logs are in {@code target/suite}; what a run that was killed left is
 * ended by the next.
 */
final class Cluster implements AutoCloseable {
    private final Suite suite;
    private final List<Api> gateways;

    private Cluster(Suite suite) {
        this.suite = suite;
        this.gateways = suite.gateways().stream()
                .map(address -> new Api(address, suite.token()))
                .toList();
    }

    /** The one cluster, which runs. */
    static Cluster shared() {
        return Holder.CLUSTER;
    }

    /** The API at a gateway, from 0. */
    Api api(int gateway) {
        return gateways.get(gateway);
    }

    String kafka() {
        return suite.kafkaBootstrapServers();
    }

    Path data() {
        return suite.options().data();
    }

    /** The names of the agents, which are those of their processes and of their nodes. */
    List<String> agents() {
        return suite.processes(Role.AGENT).stream().map(SuiteProcess::name).toList();
    }

    /** How often each process was started again after it died by itself. */
    Map<String, Integer> restarts() {
        return suite.processes().stream().collect(Collectors.toMap(SuiteProcess::name, SuiteProcess::restarts));
    }

    /** Where the processes that speak HTTP listen, by name. */
    Map<String, URI> addresses() {
        return suite.processes().stream()
                .filter(process -> process.role() != Role.POSTGRES && process.role() != Role.KAFKA)
                .collect(Collectors.toMap(SuiteProcess::name, SuiteProcess::address));
    }

    /** Stops a process in order; it stays down. */
    void stop(String process) {
        suite.hold(process);
    }

    /** Starts a process that was stopped, and returns once it is ready; one that runs is left alone. */
    void start(String process) {
        if (suite.process(process).state() == SuiteProcess.State.HELD) {
            suite.release(process);
        }
    }

    /** SIGKILL to a process, and to it alone; returns when it is being started again. */
    void kill(String process) {
        SuiteProcess target = suite.process(process);
        int before = target.restarts();
        suite.crash(process);
        await(process + " is started again").atMost(Api.TIMEOUT).until(() -> target.restarts() > before);
    }

    /** SIGKILL to a process and all that it started, as when a machine is gone; it stays down. */
    void killAndKeepDown(String process) {
        suite.kill(process);
    }

    /** Returns once a process that was killed is ready again. */
    void awaitBack(String process) {
        suite.process(process).awaitReady(Api.TIMEOUT);
    }

    /** On free ports, from an empty folder below {@code target}. */
    static SuiteOptions options(String folder) {
        Path project = Path.of("").toAbsolutePath().getParent();
        return SuiteOptions.of(project, Path.of("target", folder))
                .withGatewayPort(0)
                .withStart(SuiteOptions.Start.FRESH);
    }

    /** A cluster for one scenario, which closes it. */
    static Cluster start(SuiteOptions options) {
        Suite suite = Suite.of(options, Cluster::say);
        Runtime.getRuntime().addShutdownHook(new Thread(suite::close, "stops the suite"));
        return new Cluster(suite.start());
    }

    /** Stops everything. */
    @Override
    public void close() {
        suite.close();
    }

    private static void say(String line) {
        System.out.println("[suite] " + line);
    }

    /** Nothing of the suite's own threads may be in here: they would wait for this class, and it for them. */
    private static final class Holder {
        private static final Cluster CLUSTER = start(options("suite")
                .withTaskCap(SuiteScenario.CAP)
                .withSetting(Role.GATEWAY, "sluice.gateway.proxy.trust-forwarded-prefix", "true"));
    }
}
