package io.sluice.local.suite;

import io.sluice.backends.KafkaProgram;
import io.sluice.backends.PostgresCluster;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How each process of a suite is started and finds the others. */
final class Blueprint {
    /** The port that the broker speaks to itself on. */
    static final String KAFKA_CONTROLLER = "kafka-controller";
    /** The registry's own database. */
    static final String REGISTRY_DATABASE = "sluice_registry";
    /** The own database of task dispatch. */
    static final String DISPATCH_DATABASE = "sluice_dispatch";

    /** Callers are on this machine and gone in no time; the suite's stopping has its bound. */
    private static final String SHORT_DELAY = "0.2S";

    private static final String SHUTDOWN_DELAY = "quarkus.shutdown.delay";

    private final SuiteOptions options;
    private final DataFolder folder;
    private final Map<String, Integer> ports;
    private final PostgresCluster postgres;

    Blueprint(SuiteOptions options, DataFolder folder, Map<String, Integer> ports, PostgresCluster postgres) {
        this.options = options;
        this.folder = folder;
        this.ports = ports;
        this.postgres = postgres;
    }

    /** In the order of starting. */
    List<ProcessPlan> plans() {
        List<ProcessPlan> plans = new ArrayList<>();
        plans.add(postgresPlan());
        plans.add(kafkaPlan());
        for (Role role : List.of(Role.REGISTRY, Role.DISPATCH, Role.GATEWAY, Role.AGENT)) {
            IntStream.rangeClosed(1, options.count(role)).forEach(number -> plans.add(servicePlan(role, number)));
        }
        return plans;
    }

    private ProcessPlan postgresPlan() {
        String name = Role.POSTGRES.name(1);
        // The first start makes the data folder; the command needs the unpacked programs.
        List<String> command = detached(postgres.command());
        return plan(Role.POSTGRES, name, command, Map.of(), () -> postgres.prepared(), postgres::isReady);
    }

    private ProcessPlan kafkaPlan() {
        String name = Role.KAFKA.name(1);
        Path ready = folder.resolve("kafka.ready");
        List<String> command = new ArrayList<>(java(Role.KAFKA));
        command.addAll(List.of("-cp", absoluteClassPath(), KafkaProgram.class.getName()));
        command.addAll(List.of(
                folder.resolve("kafka").toString(),
                String.valueOf(port(name)),
                String.valueOf(port(KAFKA_CONTROLLER)),
                ready.toString()));
        return plan(
                Role.KAFKA,
                name,
                detached(command),
                Map.of(),
                () -> KafkaProgram.forgetReady(ready),
                () -> Files.exists(ready));
    }

    private ProcessPlan servicePlan(Role role, int number) {
        String name = role.name(number);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", String.valueOf(port(name)));
        switch (role) {
            case REGISTRY -> {
                settings.putAll(databaseSettings(REGISTRY_DATABASE));
                settings.put("kafka.bootstrap.servers", kafka());
                settings.putAll(tokens(DataFolder.JOIN_TOKEN, DataFolder.SERVICE_TOKEN));
                settings.put("sluice.registry.dispatch-urls", addresses(Role.DISPATCH));
                settings.put(SHUTDOWN_DELAY, SHORT_DELAY);
            }
            case DISPATCH -> {
                settings.putAll(databaseSettings(DISPATCH_DATABASE));
                settings.put("kafka.bootstrap.servers", kafka());
                settings.put(SHUTDOWN_DELAY, SHORT_DELAY);
                settings.putAll(tokens(DataFolder.JOIN_TOKEN, DataFolder.SERVICE_TOKEN));
            }
            case GATEWAY -> {
                settings.put("kafka.bootstrap.servers", kafka());
                settings.putAll(tokens(DataFolder.TOKEN, DataFolder.JOIN_TOKEN, DataFolder.SERVICE_TOKEN));
                settings.put("sluice.gateway.registry-urls", addresses(Role.REGISTRY));
                settings.put("sluice.gateway.dispatch-urls", addresses(Role.DISPATCH));
                settings.putAll(nodeSettings(name));
                settings.put("sluice.node.task-cap", "0");
            }
            case AGENT -> {
                settings.putAll(tokens(DataFolder.JOIN_TOKEN));
                settings.putAll(nodeSettings(name));
                settings.put("sluice.node.task-cap", String.valueOf(options.taskCap()));
            }
            case POSTGRES, KAFKA -> throw new IllegalArgumentException(role + " is no service");
        }
        settings.putAll(options.settings().getOrDefault(role, Map.of()));
        settings.putAll(options.own(name).settings());

        List<String> command = new ArrayList<>(java(role));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(
                List.of("-jar", role.jar(options.projectRoot()).orElseThrow().toString()));
        // The password goes by the environment, which other users can't see.
        Map<String, String> secrets = role == Role.REGISTRY || role == Role.DISPATCH
                ? Map.of("QUARKUS_DATASOURCE_PASSWORD", postgres.login().password())
                : Map.of();
        return plan(role, name, detached(command), secrets, () -> {}, new HealthProbe(port(name)));
    }

    private ProcessPlan plan(
            Role role,
            String name,
            List<String> command,
            Map<String, String> more,
            Runnable prepare,
            ProcessPlan.Probe probe) {
        Map<String, String> environment = new HashMap<>(Marked.variable(folder.path()));
        environment.putAll(Detached.environment());
        environment.putAll(more);
        environment.putAll(options.own(name).environment());
        return new ProcessPlan(name, role, port(name), command, environment, folder.log(name), prepare, probe);
    }

    private Map<String, String> databaseSettings(String database) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.datasource.reactive.url", postgres.reactiveUrl(database));
        settings.put("quarkus.datasource.jdbc.url", postgres.jdbcUrl(database));
        settings.put("quarkus.datasource.username", postgres.login().user());
        return settings;
    }

    private Map<String, String> nodeSettings(String name) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("sluice.node.name", name);
        settings.put("sluice.node.registry-urls", addresses(Role.REGISTRY));
        settings.put("sluice.node.dispatch-urls", addresses(Role.DISPATCH));
        settings.put("sluice.node.work-dir", folder.resolve("work").toString());
        settings.put("sluice.node.data-dir", folder.resolve(DataFolder.NODES).toString());
        settings.put("sluice.node.shutdown-wait", options.nodeWait().toMillis() + "ms");
        return settings;
    }

    private Map<String, String> tokens(String... names) {
        return Arrays.stream(names)
                .collect(Collectors.toMap(
                        name -> "sluice.auth." + name + "-file",
                        name -> folder.resolve(name).toString()));
    }

    private List<String> java(Role role) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + role.heapMegabytes() + "m");
        // Without it a JVM on a large machine begins with all of its heap.
        command.add("-Xms" + role.firstHeapMegabytes() + "m");
        command.add("-XX:+UseSerialGC");
        // In the hours that a suite on a laptop lives the second compiler costs more than it gains
        // (docs/performance.md).
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+ExitOnOutOfMemoryError");
        // Counters for jps, for which an idle JVM wakes up twenty times a second. jcmd with a process id needs none.
        command.add("-XX:-UsePerfData");
        command.addAll(ClassArchive.of(role, options.projectRoot()).options(options.archives()));
        command.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
        return List.copyOf(command);
    }

    private List<String> detached(List<String> command) {
        List<String> whole = new ArrayList<>(Detached.prefix());
        whole.addAll(command);
        return List.copyOf(whole);
    }

    private String addresses(Role role) {
        return IntStream.rangeClosed(1, options.count(role))
                .mapToObj(number -> "http://127.0.0.1:" + port(role.name(number)))
                .collect(Collectors.joining(","));
    }

    private String kafka() {
        return "127.0.0.1:" + port(Role.KAFKA.name(1));
    }

    private int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalArgumentException("There is no port for " + name);
        }
        return port;
    }

    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
