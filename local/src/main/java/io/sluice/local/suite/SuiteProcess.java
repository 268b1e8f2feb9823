package io.sluice.local.suite;

import io.sluice.backends.BackendFailure;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One process of the suite, started again whenever it dies, as Kubernetes would. One thread keeps it; others may look at it
 * and ask for its end at any time.
 */
public final class SuiteProcess {
    /** Where the process is in its life. */
    public enum State {
        /** It does not run and is not to. Left by a start. */
        HELD,
        /** It runs and is not ready yet. Left by its readiness, its death or its stop. */
        STARTING,
        /** It was ready. What became of it since is for its own health to say. Left by its death or its stop. */
        READY,
        /** It died by itself and is started again in a moment. Left by that start, or by a stop. */
        DIED,
        /** It was asked to end. Left by its end. */
        STOPPING
    }

    /** Generous: the first start of all on a small, busy machine. */
    private static final Duration FIRST_READY_WITHIN = Duration.ofSeconds(120);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int QUOTED_LINES = 10;
    private static final int SIGNALS_FROM = 128;

    private final ProcessPlan plan;
    private final LogFile log;
    private final Progress progress;
    private final Runnable changed;

    private State state = State.HELD;
    private boolean wanted;
    private int restarts;
    private @Nullable Process process;
    private @Nullable Thread keeper;
    private @Nullable SuiteFailure failure;

    /** Known to the keeping thread alone, one after the other. */
    private volatile boolean hasBeenReady;

    SuiteProcess(ProcessPlan plan, Progress progress, Runnable changed) {
        this.plan = plan;
        this.log = new LogFile(plan.log());
        this.progress = progress;
        this.changed = changed;
    }

    /** Such as {@code agent-1}. */
    public String name() {
        return plan.name();
    }

    /** What it is. */
    public Role role() {
        return plan.role();
    }

    /** Where it listens, on 127.0.0.1. The same after every start. */
    public int port() {
        return plan.port();
    }

    /** Its base address, for what speaks HTTP. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + plan.port());
    }

    /** Where all that it says is. */
    public Path log() {
        return plan.log();
    }

    /** Where it is in its life. */
    public synchronized State state() {
        return state;
    }

    /** How often it was started again after it died by itself. */
    public synchronized int restarts() {
        return restarts;
    }

    /** Its number, while it runs. */
    public Optional<Long> pid() {
        return running().map(Process::pid);
    }

    /** Sends a signal such as {@code STOP} or {@code CONT} to this process alone; nothing happens when it does not run. */
    public void signal(String signal) {
        running().ifPresent(target -> signal(List.of(target.toHandle()), signal));
    }

    /** Sends a signal to this process and all that it has started; nothing happens when it does not run. */
    public void signalFamily(String signal) {
        running()
                .ifPresent(target -> signal(
                        Stream.concat(Stream.of(target.toHandle()), target.descendants())
                                .toList(),
                        signal));
    }

    /** Returns once it is ready. Fails when it gave up starting, or when it takes longer. */
    public void awaitReady(Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        synchronized (this) {
            while (state != State.READY) {
                if (failure != null) {
                    throw failure;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 || !wanted) {
                    throw new SuiteFailure(
                            name() + " is not ready (" + state.name().toLowerCase(Locale.ROOT) + "). " + quoted(0));
                }
                waitMillis(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
        }
    }

    /** Starts it unless it is kept already. */
    void start() {
        synchronized (this) {
            if (keeper != null) {
                return;
            }
            wanted = true;
            failure = null;
            state = State.STARTING;
            keeper = new Thread(this::keep, "keeps " + name());
            keeper.setDaemon(true);
            keeper.start();
        }
        changed.run();
    }

    /**
     * Asks it to end, asks again, kills it with all its descendants, and returns when it is gone. It stays down.
     *
     * @param askAgainAfter from the first signal to the second
     * @param killAfter from the first signal to the end
     */
    void stop(Duration askAgainAfter, Duration killAfter) {
        Process target = unwanted();
        if (target != null) {
            long begun = System.nanoTime();
            List<ProcessHandle> family = target.descendants().toList();
            signal(List.of(target.toHandle()), plan.role().stopSignal());
            if (!endsWithin(target, begun, askAgainAfter)) {
                signal(List.of(target.toHandle()), plan.role().stopSignal());
                if (!endsWithin(target, begun, killAfter)) {
                    target.descendants().forEach(ProcessHandle::destroyForcibly);
                    target.destroyForcibly();
                }
            }
            family.forEach(ProcessHandle::destroyForcibly);
        }
        awaitKeeperGone();
    }

    /** Kills it with all its descendants at once, in the middle of a stop too, and returns when it is gone. It stays down. */
    void kill() {
        Process target = running().orElse(null);
        unwanted();
        if (target != null) {
            // Frozen, it starts nothing more while its descendants are looked for.
            signal(List.of(target.toHandle()), "STOP");
            List<ProcessHandle> family = target.descendants().toList();
            target.destroyForcibly();
            family.forEach(ProcessHandle::destroyForcibly);
        }
        awaitKeeperGone();
    }

    /** Kills this process alone; it is started again. */
    void crash() {
        running().ifPresent(Process::destroyForcibly);
    }

    SuiteRecord.Entry entry() {
        Optional<Process> now = running();
        Optional<Instant> startedAt = now.flatMap(running -> running.info().startInstant());
        return new SuiteRecord.Entry(
                name(),
                role(),
                now.map(Process::pid).orElse(null),
                startedAt.orElse(null),
                port(),
                state(),
                restarts(),
                log().toString());
    }

    void keepLogBelowBound() {
        log.keepBelowBound();
    }

    // ---- the thread that keeps it ----

    private void keep() {
        try {
            int deaths = 0;
            while (isWanted()) {
                long begun = System.nanoTime();
                String end = live(begun);
                if (!isWanted()) {
                    return;
                }
                Duration lived = since(begun);
                RestartPolicy.Restart restart = RestartPolicy.afterDeath(lived, deaths);
                deaths = restart.deaths();
                change(State.DIED);
                progress.say(deathMessage(end, lived, restart));
                pause(restart.delay());
                countRestart();
            }
        } catch (SuiteFailure e) {
            synchronized (this) {
                failure = e;
                wanted = false;
            }
        } finally {
            synchronized (this) {
                process = null;
                keeper = null;
                state = State.HELD;
                notifyAll();
            }
            changed.run();
        }
    }

    /** One life, from start to death. Answers how it ended; a first life that never got ready is a failure instead. */
    private String live(long begun) {
        long logBegin = log.length();
        Process started;
        try {
            plan.prepare().run();
            started = launch();
        } catch (IOException | BackendFailure e) {
            if (!hasBeenReady) {
                throw new SuiteFailure(name() + " could not be started: " + e.getMessage(), e);
            }
            return "could not be started: " + e.getMessage();
        }
        if (started == null) {
            return "is not wanted any more";
        }
        if (becomesReady(started, begun, logBegin)) {
            announce(started, begun);
        }
        int exit = endOf(started);
        if (!hasBeenReady && isWanted()) {
            throw new SuiteFailure(name() + " ended with " + exitText(exit) + " while starting. " + quoted(logBegin));
        }
        return "(pid " + started.pid() + ") ended with " + exitText(exit);
    }

    /** Null when a stop came first: a process that nobody wants is never started. */
    private @Nullable Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(plan.command());
        builder.environment().putAll(plan.environment());
        builder.redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(plan.log().toFile()));
        builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
        Process started;
        synchronized (this) {
            if (!wanted) {
                return null;
            }
            started = builder.start();
            process = started;
            state = State.STARTING;
        }
        changed.run();
        return started;
    }

    private boolean becomesReady(Process started, long begun, long logBegin) {
        while (started.isAlive() && isWanted()) {
            if (plan.probe().isReady()) {
                return true;
            }
            if (!hasBeenReady && since(begun).compareTo(FIRST_READY_WITHIN) > 0) {
                started.destroyForcibly();
                throw new SuiteFailure(
                        name() + " is not ready after " + FIRST_READY_WITHIN.toSeconds() + " s. " + quoted(logBegin));
            }
            pause(LOOK_EVERY);
        }
        return false;
    }

    /** Said before it is seen: who waits for the state goes on at once. */
    private void announce(Process started, long begun) {
        String took = seconds(since(begun));
        progress.say(
                hasBeenReady
                        ? name() + " is ready again, " + took + " after its start (pid " + started.pid() + ")"
                        : String.format(Locale.ROOT, "  %-12s ready in %s", name(), took));
        hasBeenReady = true;
        change(State.READY);
    }

    private String deathMessage(String end, Duration lived, RestartPolicy.Restart restart) {
        if (restart.deaths() == 1) {
            return name() + " " + end + "; starting it again";
        }
        return name() + " " + end + ", " + seconds(lived) + " after its start; starting it again in "
                + seconds(restart.delay()) + "; log: " + log();
    }

    private String quoted(long logBegin) {
        List<String> lines = log.lastLines(logBegin, QUOTED_LINES);
        return lines.isEmpty()
                ? "It said nothing in " + log() + "."
                : "The end of " + log() + ":\n    " + String.join("\n    ", lines);
    }

    static String exitText(int exit) {
        return switch (exit) {
            case SIGNALS_FROM + 9 -> "exit code 137 (SIGKILL)";
            case SIGNALS_FROM + 15 -> "exit code 143 (SIGTERM)";
            default -> "exit code " + exit;
        };
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    // ---- what the threads share ----

    private synchronized boolean isWanted() {
        return wanted;
    }

    private synchronized Optional<Process> running() {
        return Optional.ofNullable(process).filter(Process::isAlive);
    }

    private synchronized void countRestart() {
        if (wanted) {
            restarts++;
        }
    }

    private void change(State next) {
        synchronized (this) {
            if (wanted) {
                state = next;
            }
            notifyAll();
        }
        changed.run();
    }

    /** The process that is to be ended now; null when there is none, and when another thread ends it already. */
    private @Nullable Process unwanted() {
        Process target;
        synchronized (this) {
            target = wanted ? running().orElse(null) : null;
            wanted = false;
            if (target != null) {
                state = State.STOPPING;
            }
            notifyAll();
        }
        changed.run();
        return target;
    }

    private synchronized void awaitKeeperGone() {
        while (keeper != null) {
            waitMillis(0);
        }
    }

    /** Ends early when the process is not wanted any more. */
    private synchronized void pause(Duration length) {
        long deadline = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0 && wanted; left = deadline - System.nanoTime()) {
            waitMillis(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }

    /** In the monitor. 0 is without bound. */
    private void waitMillis(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private int endOf(Process started) {
        try {
            return started.waitFor();
        } catch (InterruptedException e) {
            started.destroyForcibly();
            throw interrupted(e);
        }
    }

    private static boolean endsWithin(Process target, long begun, Duration longest) {
        try {
            return target.waitFor(longest.toNanos() - (System.nanoTime() - begun), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** One signal for all at once; a process that is gone is none to send it to. */
    private static void signal(List<ProcessHandle> targets, String signal) {
        if (signal.equals("TERM")) {
            targets.forEach(ProcessHandle::destroy);
            return;
        }
        // The shell's own kill: a small machine has no other.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -s \"$0\" \"$@\"", signal));
        targets.forEach(target -> command.add(String.valueOf(target.pid())));
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            targets.forEach(ProcessHandle::destroy);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static SuiteFailure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new SuiteFailure("Interrupted", e);
    }

    private static Duration since(long begunNanos) {
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }
}
