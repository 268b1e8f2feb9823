package io.sluice.faults;

import io.sluice.backends.Folders;
import io.sluice.contracts.node.NodeName;
import io.sluice.local.suite.Role;
import io.sluice.local.suite.Suite;
import io.sluice.local.suite.SuiteOptions;
import io.sluice.local.suite.SuiteOptions.Own;
import io.sluice.verification.Checker;
import io.sluice.verification.Collected;
import io.sluice.verification.Collector;
import io.sluice.verification.History;
import io.sluice.verification.OperatorLog;
import io.sluice.verification.Report;
import io.sluice.verification.Verdict;
import io.sluice.verification.Witness;
import io.sluice.verification.Workload;
import io.sluice.verification.WorkloadPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Starts a cluster of its own, breaks it by a seeded schedule while tasks of all guarantees run, mends it, waits until
 * everything has ended, and has the history checked. Two replicas of each service, four agents.
 */
public final class FaultRun {
    /** The processes whose clocks can be shifted: one of each kind. */
    static final List<String> SHIFTED = List.of("agent-4", "dispatch-2", "registry-2", "gateway-2");

    private static final int CAP = 12;
    private static final Duration NODE_WAIT = Duration.ofSeconds(15);
    private static final Duration LAST_ANSWERS_WITHIN = Duration.ofSeconds(30);
    private static final Duration SETTLES_WITHIN = Duration.ofMinutes(10);

    private final FaultPlan plan;
    private final Consumer<String> says;
    private final Map<FaultKind, Integer> made = new EnumMap<>(FaultKind.class);
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();

    FaultRun(FaultPlan plan, Consumer<String> says) {
        this.plan = plan;
        this.says = says;
    }

    /**
     * What a run came to.
     *
     * @param made how many faults of each kind
     * @param troubles what the run itself could not do; none in a run that counts
     * @param text all figures, as lines
     */
    record Result(Verdict verdict, Map<FaultKind, Integer> made, List<String> troubles, List<String> text) {}

    /** Runs from start to verdict. */
    Result run() throws InterruptedException, IOException {
        AtomicReference<Suite> started = new AtomicReference<>();
        Optional<Clocks> clocks =
                Clocks.in(plan.data().resolveSibling(plan.data().getFileName() + "-clocks"));
        try (Network network = new Network(name ->
                        Objects.requireNonNull(started.get()).process(name).port());
                Suite suite = Suite.of(options(network, clocks), says::accept)) {
            started.set(suite);
            suite.start();
            return judge(suite, network, clocks);
        }
    }

    private Result judge(Suite suite, Network network, Optional<Clocks> clocks)
            throws InterruptedException, IOException {
        OperatorLog log = new OperatorLog();
        Operator operator = new Operator(suite.gateways(), suite.token(), log);
        Injector injector = new Injector(suite, network, clocks, operator, log);
        Collector collector = new Collector(suite.gateways(), suite.token());
        Map<NodeName, Integer> caps = collector.caps();
        Path outside = suite.options().data().resolve("witness");
        Folders.delete(outside);
        Witness witness = Witness.open(outside);
        WorkloadPlan work = WorkloadPlan.standard(plan.tasksPerSecond()).with(plan.runs(), plan.guarantees());
        long begun = System.nanoTime();
        try (Workload workload =
                new Workload(suite.gateways(), suite.token(), work, new Random(plan.seed()), witness)) {
            workload.start();
            breakAll(injector, kindsLeftOut(clocks));
            injector.mendAll();
            workload.stop(LAST_ANSWERS_WITHIN);
            Duration lasted = Duration.ofNanos(System.nanoTime() - begun);
            says.accept("mended; waiting until everything has ended");
            Collected collected = collector.awaitEnded(workload.answers().accepted(), SETTLES_WITHIN);
            History history =
                    new History(workload.answers(), witness.read(), log.entries(), collected, caps, Duration.ZERO);
            Verdict verdict = Checker.check(history);
            return new Result(
                    verdict,
                    Map.copyOf(made),
                    List.copyOf(troubles),
                    text(new Report(plan.seed(), lasted, history, verdict)));
        }
    }

    private void breakAll(Injector injector, Set<FaultKind> left) throws InterruptedException {
        long begun = System.nanoTime();
        List<Thread> lanes = Schedule.of(plan.seed(), plan.each(), plan.length(), left).stream()
                .map(lane -> lane.stream().map(this::lasting).toList())
                .map(lane -> inBackground(() -> follow(lane, injector, begun)))
                .toList();
        TimeUnit.NANOSECONDS.sleep(plan.length().toNanos());
        for (Thread lane : lanes) {
            lane.join();
        }
    }

    private Fault lasting(Fault fault) {
        return plan.lasting().map(fault::lasting).orElse(fault);
    }

    private void follow(List<Fault> lane, Injector injector, long begun) {
        for (Fault fault : lane) {
            try {
                TimeUnit.NANOSECONDS.sleep(fault.due().toNanos() - (System.nanoTime() - begun));
                says.accept(String.format("%6.1f s  %s", (System.nanoTime() - begun) / 1e9, fault));
                injector.make(fault);
                synchronized (made) {
                    made.merge(fault.kind(), 1, Integer::sum);
                }
            } catch (RuntimeException e) {
                troubles.add(fault + ": " + e);
                says.accept(fault + " could not be made: " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Set<FaultKind> kindsLeftOut(Optional<Clocks> clocks) {
        Set<FaultKind> left = EnumSet.noneOf(FaultKind.class);
        if (!plan.only().isEmpty()) {
            left.addAll(EnumSet.complementOf(EnumSet.copyOf(plan.only())));
        }
        if (clocks.isEmpty()) {
            says.accept("no clock is shifted: libfaketime is missing (Debian package faketime)");
            left.add(FaultKind.SHIFT_CLOCK);
        }
        return left;
    }

    private SuiteOptions options(Network network, Optional<Clocks> clocks) {
        SuiteOptions options = SuiteOptions.of(plan.projectRoot(), plan.data())
                .with(Role.REGISTRY, Schedule.REPLICAS)
                .with(Role.DISPATCH, Schedule.REPLICAS)
                .with(Role.GATEWAY, Schedule.REPLICAS)
                .with(Role.AGENT, Schedule.AGENTS)
                .withTaskCap(CAP)
                .withGatewayPort(0)
                .withNodeWait(NODE_WAIT)
                .withStart(SuiteOptions.Start.FRESH);
        Map<String, Map<String, String>> settings = new HashMap<>();
        for (int number = 1; number <= Schedule.AGENTS; number++) {
            String name = Role.AGENT.name(number);
            settings.put(name, network.ofAgent(name));
        }
        for (int number = 1; number <= Schedule.REPLICAS; number++) {
            settings.put(Role.GATEWAY.name(number), network.ofGateway(Role.GATEWAY.name(number)));
            settings.put(Role.REGISTRY.name(number), network.ofRegistry(Role.REGISTRY.name(number)));
            settings.put(Role.DISPATCH.name(number), network.ofDispatch(Role.DISPATCH.name(number)));
        }
        for (Map.Entry<String, Map<String, String>> one : settings.entrySet()) {
            String name = one.getKey();
            Map<String, String> environment = SHIFTED.contains(name)
                    ? clocks.map(all -> all.environment(name)).orElse(Map.of())
                    : Map.of();
            options = options.withOwn(name, new Own(one.getValue(), environment));
        }
        return options;
    }

    private List<String> text(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add(made.values().stream().mapToInt(Integer::intValue).sum() + " faults: " + made);
        lines.addAll(report.lines());
        return lines;
    }

    private static Thread inBackground(Runnable work) {
        Thread thread = new Thread(work, "faults");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** {@code [seed] [seconds] [faults of each kind] [tasks a second] [project] [data]}, each of which has a default. */
    public static void main(String[] words) throws InterruptedException, IOException {
        FaultPlan plan = new FaultPlan(
                Long.parseLong(word(words, 0, "1")),
                Integer.parseInt(word(words, 2, "5")),
                Duration.ofSeconds(Long.parseLong(word(words, 1, "600"))),
                Double.parseDouble(word(words, 3, "10")),
                FaultPlan.USUAL_RUNS,
                FaultPlan.ALL_GUARANTEES,
                Set.of(),
                Optional.empty(),
                Path.of(word(words, 4, "")).toAbsolutePath(),
                Path.of(word(words, 5, "e2e-tests/target/faults")));
        Result result = new FaultRun(plan, System.out::println).run();
        result.text().forEach(System.out::println);
        result.troubles().forEach(trouble -> System.out.println("could not be made: " + trouble));
        System.exit(result.verdict().holds() && result.troubles().isEmpty() ? 0 : 1);
    }

    private static String word(String[] words, int place, String otherwise) {
        return words.length > place ? words[place] : otherwise;
    }
}
