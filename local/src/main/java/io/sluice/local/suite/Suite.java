package io.sluice.local.suite;

import io.sluice.backends.FreePorts;
import io.sluice.backends.PostgresCluster;
import io.sluice.backends.PostgresCluster.Durability;
import io.sluice.backends.PostgresCluster.Login;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole suite on this machine. {@link #start} returns when all of it is ready, or fails with nothing left running. From
 * then on what dies is started again, until {@link #close}, which leaves no process. Data stays in its folder.
 */
public final class Suite implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(150);
    private static final Duration LEFTOVERS_END_WITHIN = Duration.ofSeconds(3);
    private static final long HOUSEKEEPING_MILLIS = 250;
    private static final int LOGS_EVERY = 20;

    private final SuiteOptions options;
    private final Progress progress;
    private final Map<String, SuiteProcess> processes = new LinkedHashMap<>();
    private final Object recording = new Object();

    private @Nullable DataFolder folder;
    private volatile boolean closing;
    private boolean recorded;

    private Suite(SuiteOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /** A suite that does not run yet. */
    public static Suite of(SuiteOptions options, Progress progress) {
        return new Suite(options, progress);
    }

    /** Starts everything and waits until it is ready. On a failure everything is stopped again first. */
    public Suite start() {
        try {
            prepare();
            startAll(Role.Stage.BACKENDS);
            process(Role.POSTGRES.name(1)).awaitReady(READY_WITHIN);
            makeDatabases();
            // They make do without a broker until it is there.
            startAll(Role.Stage.SERVICES);
            awaitAll(Role.Stage.BACKENDS);
            awaitAll(Role.Stage.SERVICES);
            startAll(Role.Stage.NODES);
            awaitAll(Role.Stage.NODES);
            Thread housekeeping = new Thread(this::doHousekeeping, "housekeeping");
            housekeeping.setDaemon(true);
            housekeeping.start();
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What it was started with. */
    public SuiteOptions options() {
        return options;
    }

    /** What clients of the public API carry. */
    public String token() {
        return opened().secret(DataFolder.TOKEN);
    }

    /** What nodes carry. */
    public String joinToken() {
        return opened().secret(DataFolder.JOIN_TOKEN);
    }

    /** What services carry. */
    public String serviceToken() {
        return opened().secret(DataFolder.SERVICE_TOKEN);
    }

    /** The base addresses of the gateways. */
    public List<URI> gateways() {
        return addresses(Role.GATEWAY);
    }

    /** The base addresses of all processes of a role that speaks HTTP. */
    public List<URI> addresses(Role role) {
        return processes(role).stream().map(SuiteProcess::address).toList();
    }

    /** The broker's address. */
    public String kafkaBootstrapServers() {
        return "127.0.0.1:" + process(Role.KAFKA.name(1)).port();
    }

    /** The database server. */
    public PostgresCluster postgres() {
        return postgresOn(process(Role.POSTGRES.name(1)).port());
    }

    /** All processes, in the order of starting. */
    public List<SuiteProcess> processes() {
        synchronized (processes) {
            return List.copyOf(processes.values());
        }
    }

    /** All processes of a role. */
    public List<SuiteProcess> processes(Role role) {
        return processes().stream().filter(process -> process.role() == role).toList();
    }

    /** The process of this name, such as {@code agent-1}. */
    public SuiteProcess process(String name) {
        SuiteProcess found;
        synchronized (processes) {
            found = processes.get(name);
        }
        if (found == null) {
            throw new SuiteFailure("There is no process " + name + " in " + options.data() + ".");
        }
        return found;
    }

    /** Kills this process with SIGKILL, and it alone. It is started again. */
    public void crash(String name) {
        process(name).crash();
    }

    /** Kills this process and its descendants with SIGKILL. It stays down until {@link #release}. */
    public void kill(String name) {
        requestHeld(name);
        process(name).kill();
    }

    /** Stops this process in order. It stays down until {@link #release}. */
    public void hold(String name) {
        SuiteProcess process = process(name);
        requestHeld(name);
        process.stop(
                process.role().stage().askAgainAfter(), process.role().stage().killAfter());
    }

    /** Starts a process that was held or killed, and waits until it is ready. */
    public void release(String name) {
        try {
            Files.deleteIfExists(heldFile(name));
        } catch (IOException e) {
            throw new SuiteFailure("The request to hold " + name + " can't be removed: " + e, e);
        }
        SuiteProcess process = process(name);
        process.start();
        process.awaitReady(READY_WITHIN);
    }

    /** Stops everything, nodes first, within 15 s. Safe to call again, and while {@link #start} runs. */
    @Override
    public void close() {
        DataFolder held;
        synchronized (this) {
            closing = true;
            held = folder;
            folder = null;
        }
        if (held == null) {
            return;
        }
        for (Role.Stage stage : List.of(Role.Stage.NODES, Role.Stage.SERVICES, Role.Stage.BACKENDS)) {
            inParallel(ofStage(stage), process -> process.stop(stage.askAgainAfter(), stage.killAfter()));
        }
        // Tasks of an agent that was killed, say.
        Marked.processes(held.path()).forEach(ProcessHandle::destroyForcibly);
        forgetRecord(held);
        held.close();
    }

    // ---- starting ----

    private void prepare() {
        checkBuilt();
        DataFolder opened = DataFolder.open(options.data());
        synchronized (this) {
            if (closing) {
                opened.close();
                throw new SuiteFailure("Stopped while starting");
            }
            folder = opened;
        }
        endLeftovers(opened);
        if (options.start() == SuiteOptions.Start.FRESH) {
            opened.empty();
        }
        opened.prepare();
        opened.makeTokens();
        Map<String, Integer> ports = ports(opened);
        PostgresCluster postgres = postgresOn(ports.getOrDefault(Role.POSTGRES.name(1), 0));
        synchronized (processes) {
            for (ProcessPlan plan : new Blueprint(options, opened, ports, postgres).plans()) {
                processes.put(plan.name(), new SuiteProcess(plan, progress, this::record));
            }
        }
    }

    private void checkBuilt() {
        for (Role role : Role.values()) {
            if (options.count(role) > 0
                    && role.jar(options.projectRoot())
                            .filter(jar -> !Files.exists(jar))
                            .isPresent()) {
                throw new SuiteFailure("The " + role.label() + " is not built: "
                        + role.jar(options.projectRoot()).orElseThrow()
                        + " is missing. Build with: ./mvnw -DskipTests package");
            }
        }
    }

    private Map<String, Integer> ports(DataFolder opened) {
        Map<String, Integer> requested = new HashMap<>();
        if (options.gatewayPort() > 0) {
            for (int number = 1; number <= options.count(Role.GATEWAY); number++) {
                requested.put(Role.GATEWAY.name(number), options.gatewayPort() + number - 1);
            }
        }
        List<String> names = new ArrayList<>(options.names());
        names.add(Blueprint.KAFKA_CONTROLLER);
        PortPolicy.Plan plan =
                PortPolicy.plan(names, requested, opened.rememberedPorts(), FreePorts::isFree, FreePorts::next);
        if (!plan.taken().isEmpty()) {
            String taken = plan.taken().stream()
                    .map(request -> "port " + request.port() + " (for " + request.name() + ")")
                    .collect(Collectors.joining(" and "));
            throw new SuiteFailure(
                    "Another program listens on " + taken + ". Stop it, or choose other ports with --port.");
        }
        opened.rememberPorts(plan.ports());
        return plan.ports();
    }

    private PostgresCluster postgresOn(int port) {
        DataFolder opened = opened();
        return new PostgresCluster(
                opened.resolve("postgres"), port, new Login("sluice", opened.databasePassword()), Durability.KEPT);
    }

    private void makeDatabases() {
        PostgresCluster postgres = postgres();
        postgres.ensureDatabase(Blueprint.REGISTRY_DATABASE);
        postgres.ensureDatabase(Blueprint.DISPATCH_DATABASE);
    }

    private void startAll(Role.Stage stage) {
        for (SuiteProcess process : ofStage(stage)) {
            if (closing) {
                throw new SuiteFailure("Stopped while starting");
            }
            process.start();
        }
    }

    private void awaitAll(Role.Stage stage) {
        ofStage(stage).forEach(process -> process.awaitReady(READY_WITHIN));
    }

    /** What a killed predecessor left: it is known by its record, and by the mark that all its processes carry. */
    private void endLeftovers(DataFolder opened) {
        Set<ProcessHandle> left = new LinkedHashSet<>(Marked.processes(opened.path()));
        SuiteRecord.read(opened.path())
                .ifPresent(record -> record.processes()
                        .forEach(entry -> entry.living().ifPresent(process -> {
                            left.add(process);
                            process.descendants().forEach(left::add);
                        })));
        if (left.isEmpty()) {
            return;
        }
        progress.say("Ending " + left.size() + " processes that an earlier run left behind");
        left.forEach(ProcessHandle::destroy);
        if (!allEndWithin(left, LEFTOVERS_END_WITHIN)) {
            left.forEach(ProcessHandle::destroyForcibly);
            if (!allEndWithin(left, LEFTOVERS_END_WITHIN)) {
                throw new SuiteFailure("Processes of an earlier run don't end: "
                        + left.stream()
                                .filter(ProcessHandle::isAlive)
                                .map(ProcessHandle::pid)
                                .toList());
            }
        }
    }

    private static boolean allEndWithin(Set<ProcessHandle> processes, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause(20);
        }
        return true;
    }

    // ---- while it runs ----

    /** Fulfils requests to hold or release a process, which other processes make as files, and keeps logs small. */
    private void doHousekeeping() {
        for (int round = 0; !closing; round++) {
            for (SuiteProcess process : processes()) {
                fulfilRequest(process);
                if (round % LOGS_EVERY == 0) {
                    process.keepLogBelowBound();
                }
            }
            pause(HOUSEKEEPING_MILLIS);
        }
    }

    private void fulfilRequest(SuiteProcess process) {
        boolean held = Files.exists(heldFile(process.name()));
        SuiteProcess.State state = process.state();
        if (!held && state == SuiteProcess.State.HELD && !closing) {
            progress.say("Starting " + process.name());
            process.start();
        } else if (held && state != SuiteProcess.State.HELD && state != SuiteProcess.State.STOPPING) {
            progress.say("Stopping " + process.name() + ", as asked");
            inBackground(
                    process.name(),
                    () -> process.stop(
                            process.role().stage().askAgainAfter(),
                            process.role().stage().killAfter()));
        }
    }

    private void requestHeld(String name) {
        try {
            Files.writeString(heldFile(name), "");
        } catch (IOException e) {
            throw new SuiteFailure("The request to hold " + name + " can't be stored: " + e, e);
        }
    }

    private Path heldFile(String name) {
        return options.data().resolve("held").resolve(name);
    }

    /** Called at every change, from many threads. A disk that is full must not end what runs. */
    private void record() {
        synchronized (recording) {
            DataFolder opened = folder;
            if (opened == null) {
                return;
            }
            ProcessHandle self = ProcessHandle.current();
            SuiteRecord now = new SuiteRecord(
                    self.pid(),
                    SuiteRecord.startOf(self).orElse(null),
                    gateways().stream().map(URI::toString).toList(),
                    processes().stream().map(SuiteProcess::entry).toList());
            try {
                now.write(opened.path());
                recorded = true;
            } catch (SuiteFailure e) {
                if (recorded) {
                    progress.say(String.valueOf(e.getMessage()));
                }
                recorded = false;
            }
        }
    }

    private void forgetRecord(DataFolder held) {
        synchronized (recording) {
            try {
                Files.deleteIfExists(held.resolve(SuiteRecord.FILE));
            } catch (IOException e) {
                progress.say(held.resolve(SuiteRecord.FILE) + " can't be deleted: " + e);
            }
        }
    }

    private DataFolder opened() {
        DataFolder opened = folder;
        if (opened == null) {
            throw new SuiteFailure("The suite in " + options.data() + " does not run.");
        }
        return opened;
    }

    private List<SuiteProcess> ofStage(Role.Stage stage) {
        return processes().stream()
                .filter(process -> process.role().stage() == stage)
                .toList();
    }

    private static void inParallel(List<SuiteProcess> all, Consumer<SuiteProcess> work) {
        List<Thread> threads = all.stream()
                .map(process -> inBackground(process.name(), () -> work.accept(process)))
                .toList();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // What was asked to end ends all the same.
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Thread inBackground(String name, Runnable work) {
        Thread thread = new Thread(work, "stops " + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SuiteFailure("Interrupted", e);
        }
    }
}
