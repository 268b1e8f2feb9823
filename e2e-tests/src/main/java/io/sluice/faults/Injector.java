package io.sluice.faults;

import io.sluice.contracts.node.NodeName;
import io.sluice.faults.Link.Direction;
import io.sluice.faults.Link.Weather;
import io.sluice.local.suite.Role;
import io.sluice.local.suite.Suite;
import io.sluice.local.suite.SuiteProcess;
import io.sluice.local.suite.SuiteProcess.State;
import io.sluice.verification.OperatorLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Makes faults, each from its beginning until what it hit is whole again. Safe from several threads. */
final class Injector {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(120);

    /** Half a lease: a node that is silent so long seems lost, and without the database for a third no replica is sure. */
    private static final Duration SEEMS_LOST_AFTER = Duration.ofSeconds(10);

    /** What is measured from outside is this much later or earlier than what the cluster sees. */
    private static final Duration BLUR = Duration.ofSeconds(2);

    /** After the database was away. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static final int MAX_CAP = 14;
    private static final int MIN_CAP = 2;
    private static final int MAX_SHIFT_SECONDS = 900;

    private final Suite suite;
    private final Network network;
    private final Optional<Clocks> clocks;
    private final Operator operator;
    private final OperatorLog log;
    private final int usualCap;

    /** Faults of single agents share it; one that hits all of them has it alone. */
    private final ReadWriteLock agents = new ReentrantReadWriteLock(true);

    Injector(Suite suite, Network network, Optional<Clocks> clocks, Operator operator, OperatorLog log) {
        this.suite = suite;
        this.network = network;
        this.clocks = clocks;
        this.operator = operator;
        this.log = log;
        this.usualCap = suite.options().taskCap();
    }

    /** Makes the fault and returns when it is over. */
    void make(Fault fault) throws InterruptedException {
        if (fault.kind().lane() == FaultKind.Lane.AGENTS) {
            agents.readLock().lockInterruptibly();
            Instant from = Instant.now();
            try {
                makeAlone(fault);
            } finally {
                agents.readLock().unlock();
                log.faulted(new NodeName(Role.AGENT.name(fault.target())), fault.toString(), from, Instant.now());
            }
        } else {
            makeAlone(fault);
        }
    }

    /** Whatever is broken still is mended. */
    void mendAll() throws InterruptedException {
        network.clear();
        for (SuiteProcess process : suite.processes()) {
            process.signal("CONT");
            clocks.ifPresent(all -> all.set(process.name(), Duration.ZERO));
            if (process.state() == State.HELD) {
                suite.release(process.name());
            }
        }
        for (SuiteProcess process : suite.processes()) {
            process.awaitReady(BACK_WITHIN);
        }
        for (SuiteProcess agent : suite.processes(Role.AGENT)) {
            operator.resume(agent.name());
            operator.cap(agent.name(), usualCap);
        }
    }

    private void makeAlone(Fault fault) throws InterruptedException {
        String agent = Role.AGENT.name(fault.target());
        String dispatch = Role.DISPATCH.name(fault.target());
        String registry = Role.REGISTRY.name(fault.target());
        String gateway = Role.GATEWAY.name(fault.target());
        switch (fault.kind()) {
            case KILL_AGENT, RESTART_BROKER ->
                kill(fault.kind() == FaultKind.RESTART_BROKER ? Role.KAFKA.name(1) : agent, fault.length());
            case KILL_DISPATCH -> kill(dispatch, fault.length());
            case KILL_REGISTRY -> kill(registry, fault.length());
            case KILL_GATEWAY -> kill(gateway, fault.length());
            case STOP_AGENT -> restart(agent);
            case STOP_DISPATCH -> restart(dispatch);
            case STOP_GATEWAY -> restart(gateway);
            case FREEZE_AGENT -> freeze(agent, fault.length());
            case FREEZE_DISPATCH -> freeze(dispatch, fault.length());
            case FREEZE_REGISTRY -> freeze(registry, fault.length());
            case CUT_AGENT -> weather(network.toServices(agent), Weather.CUT, fault.length());
            case SLOW_AGENT -> weather(network.toServices(agent), Weather.SLOW, fault.length());
            case HOLD_AGENT_REQUESTS -> hold(network.toServices(agent), Direction.REQUESTS, fault.length());
            case HOLD_AGENT_REPLIES -> hold(network.toServices(agent), Direction.REPLIES, fault.length());
            case CUT_DISPATCH_DATABASE -> anyWeather(network.toDatabase(dispatch), fault);
            case CUT_SERVICES -> anyWeather(network.toServices(fault.variant() % 5 == 0 ? registry : gateway), fault);
            case RETIRE_AGENT -> retire(agent);
            case SHIFT_CLOCK -> shiftClock(fault);
            case RESTART_DATABASE -> restartDatabase(fault);
            case FREEZE_DATABASE -> freezeDatabase(fault.length());
            case CUT_ALL_AGENTS -> cutAllAgents(fault.length());
            case DRAIN_AGENT -> drain(agent, fault.length());
            case CAP_AGENT -> cap(agent, fault);
        }
    }

    /** Comes back at once, or only after a while. */
    private void kill(String name, Duration away) throws InterruptedException {
        if (away.isZero()) {
            SuiteProcess process = suite.process(name);
            int before = process.restarts();
            suite.crash(name);
            awaitRestart(process, before);
        } else {
            suite.kill(name);
            pause(away);
            suite.release(name);
        }
    }

    private void restart(String name) throws InterruptedException {
        SuiteProcess process = suite.process(name);
        int before = process.restarts();
        process.signal("TERM");
        awaitRestart(process, before);
    }

    private void freeze(String name, Duration length) throws InterruptedException {
        SuiteProcess process = suite.process(name);
        process.signal("STOP");
        try {
            pause(length);
        } finally {
            process.signal("CONT");
        }
    }

    private void weather(List<Link> links, Weather weather, Duration length) throws InterruptedException {
        Network.set(links, weather);
        try {
            pause(length);
        } finally {
            Network.set(links, Weather.CLEAR);
        }
    }

    private void hold(List<Link> links, Direction direction, Duration length) throws InterruptedException {
        Network.set(links, direction, Weather.HELD);
        try {
            pause(length);
        } finally {
            Network.set(links, direction, Weather.CLEAR);
        }
    }

    private void anyWeather(List<Link> links, Fault fault) throws InterruptedException {
        switch (fault.variant() % 4) {
            case 0 -> weather(links, Weather.CUT, fault.length());
            case 1 -> weather(links, Weather.SLOW, fault.length());
            case 2 -> hold(links, Direction.REQUESTS, fault.length());
            default -> hold(links, Direction.REPLIES, fault.length());
        }
    }

    private void retire(String agent) throws InterruptedException {
        suite.hold(agent);
        try {
            operator.retire(agent);
        } finally {
            suite.release(agent);
        }
    }

    private void shiftClock(Fault fault) throws InterruptedException {
        Clocks all = clocks.orElseThrow();
        Duration shift = Duration.ofSeconds(fault.variant() % (2 * MAX_SHIFT_SECONDS) - MAX_SHIFT_SECONDS);
        List<String> shifted = FaultRun.SHIFTED;
        shifted.forEach(process -> all.set(process, shift));
        try {
            pause(fault.length());
        } finally {
            shifted.forEach(process -> all.set(process, Duration.ZERO));
        }
    }

    private void restartDatabase(Fault fault) throws InterruptedException {
        String name = Role.POSTGRES.name(1);
        Instant away = Instant.now();
        if (fault.variant() % 2 == 0 && fault.length().isZero()) {
            SuiteProcess process = suite.process(name);
            int before = process.restarts();
            process.signal("INT");
            awaitRestart(process, before);
        } else {
            kill(name, fault.length());
        }
        databaseWasAway(away, Instant.now());
    }

    private void freezeDatabase(Duration length) throws InterruptedException {
        SuiteProcess postgres = suite.process(Role.POSTGRES.name(1));
        Instant away = Instant.now();
        postgres.signalFamily("STOP");
        try {
            pause(length);
        } finally {
            postgres.signalFamily("CONT");
        }
        databaseWasAway(away, Instant.now());
    }

    /** Short absences are no reason to hold anything back. */
    private void databaseWasAway(Instant from, Instant to) {
        if (Duration.between(from, to).compareTo(SEEMS_LOST_AFTER.plus(BLUR).plus(BLUR)) > 0) {
            log.calmExpected(from, to.plus(GRACE).minus(BLUR), "the database was away");
        }
    }

    /** Has all agents for itself: what another fault does to one would blur who is silent since when. */
    private void cutAllAgents(Duration length) throws InterruptedException {
        agents.writeLock().lockInterruptibly();
        try {
            List<Link> links = suite.processes(Role.AGENT).stream()
                    .flatMap(agent -> network.toServices(agent.name()).stream())
                    .toList();
            Instant cut = Instant.now();
            weather(links, Weather.CUT, length);
            for (SuiteProcess agent : suite.processes(Role.AGENT)) {
                log.faulted(new NodeName(agent.name()), "all agents were cut off", cut, Instant.now());
            }
            log.calmExpected(cut.plus(SEEMS_LOST_AFTER).plus(BLUR), Instant.now(), "all agents were cut off");
        } finally {
            agents.writeLock().unlock();
        }
    }

    private void drain(String agent, Duration length) throws InterruptedException {
        operator.drain(agent);
        try {
            pause(length);
        } finally {
            operator.resume(agent);
        }
    }

    private void cap(String agent, Fault fault) throws InterruptedException {
        operator.cap(agent, MIN_CAP + fault.variant() % (MAX_CAP - MIN_CAP + 1));
        try {
            pause(fault.length());
        } finally {
            operator.cap(agent, usualCap);
        }
    }

    private static void awaitRestart(SuiteProcess process, int before) throws InterruptedException {
        long deadline = System.nanoTime() + BACK_WITHIN.toNanos();
        while (process.restarts() == before) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(process.name() + " did not end");
            }
            pause(Duration.ofMillis(50));
        }
        process.awaitReady(BACK_WITHIN);
    }

    private static void pause(Duration length) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
    }
}
