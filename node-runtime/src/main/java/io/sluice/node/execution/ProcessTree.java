package io.sluice.node.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * A process and all that came of it. On Linux that is: its descendants, whatever runs in its session, and whatever
 * carries the attempt's variables in its environment, though it has left its parent and its session. A process that has
 * left all three is not found. Elsewhere it is the descendants alone.
 */
final class ProcessTree {
    private static final Logger LOG = Logger.getLogger(ProcessTree.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    private static final Duration COMPLAIN_EVERY = Duration.ofSeconds(30);

    private final ProcessHandle root;
    private final List<String> marks;
    private final boolean ownSession;
    private final long startTicks;
    private final Set<ProcessHandle> seen = new HashSet<>();

    /**
     * @param marks variables, each as NAME=value, that only this tree has
     * @param ownSession whether the root was started as leader of a session
     */
    ProcessTree(ProcessHandle root, List<String> marks, boolean ownSession) {
        this.root = root;
        this.marks = List.copyOf(marks);
        this.ownSession = ownSession;
        this.startTicks = ProcFs.isAvailable()
                ? ProcFs.of(root.pid()).map(ProcFs.Entry::startTicks).orElse(0L)
                : 0;
    }

    /** Those that live now. */
    List<ProcessHandle> living() {
        return ProcFs.isAvailable() ? livingByProc() : livingByDescent();
    }

    /**
     * Asks those that live to end, once; kills what is left after the grace, and returns when nothing is left. What is born
     * during the grace is not asked: it is how the others tidy up.
     *
     * @param longest the grace, which may change on the way
     */
    void end(Supplier<Duration> longest) throws InterruptedException {
        long begun = System.nanoTime();
        long complained = begun;
        long pauseNanos = SHORTEST_PAUSE.toNanos();
        Set<ProcessHandle> killed = new HashSet<>();
        List<ProcessHandle> left = living();
        if (!longest.get().isZero()) {
            left.forEach(ProcessHandle::destroy);
        }
        while (!left.isEmpty()) {
            long now = System.nanoTime();
            Duration grace = longest.get();
            if (now - begun >= grace.toNanos()) {
                killSession();
                for (ProcessHandle process : left) {
                    process.destroyForcibly();
                    if (killed.add(process)) {
                        // Whoever makes new ones all the time is faster than one who sleeps.
                        pauseNanos = SHORTEST_PAUSE.toNanos();
                    }
                }
                if (now - complained >= COMPLAIN_EVERY.toNanos()) {
                    complained = now;
                    LOG.warnf(
                            "attempt %s: processes %s live %d s after SIGKILL was due; it is not reported ended before they are gone",
                            marks,
                            pids(left),
                            Duration.ofNanos(now - begun).minus(grace).toSeconds());
                }
            }
            TimeUnit.NANOSECONDS.sleep(pauseNanos);
            pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE.toNanos());
            left = living();
        }
    }

    /** Kills what lives now, once, without waiting. */
    void killNow() {
        living().forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills what lives, again and again until nothing is left, whatever fails in between. */
    void killUntilGone() {
        boolean interrupted = false;
        boolean gone = false;
        while (!gone) {
            try {
                killSession();
                List<ProcessHandle> left = living();
                left.forEach(ProcessHandle::destroyForcibly);
                gone = left.isEmpty();
            } catch (RuntimeException | Error e) {
                // Whom there are can't be seen now; this one is known.
                root.destroyForcibly();
            }
            if (!gone) {
                LockSupport.parkNanos(LONGEST_PAUSE.toNanos());
            }
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills every process of this machine that was started with the variable, and waits until none is left. */
    static int killMarked(String mark, Duration longest) throws InterruptedException {
        if (!ProcFs.isAvailable()) {
            return 0;
        }
        long deadline = System.nanoTime() + longest.toNanos();
        Set<Long> killed = new HashSet<>();
        while (System.nanoTime() - deadline < 0) {
            List<ProcFs.Entry> left = ProcFs.all().stream()
                    .filter(entry -> !entry.gone() && entry.pid() != self())
                    .filter(entry -> ProcFs.environmentHolds(entry.pid(), List.of(mark)))
                    .toList();
            if (left.isEmpty()) {
                return killed.size();
            }
            for (ProcFs.Entry entry : left) {
                killed.add(entry.pid());
                ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return killed.size();
    }

    /** Kills each of the session as it is seen: a process that forks and ends is gone when all have been listed. */
    private void killSession() {
        if (!ownSession || !ProcFs.isAvailable()) {
            return;
        }
        ProcFs.each(entry -> {
            if (entry.session() == root.pid() && entry.startTicks() >= startTicks && !entry.gone()) {
                ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        });
    }

    private List<ProcessHandle> livingByProc() {
        List<ProcFs.Entry> born = ProcFs.all().stream()
                .filter(entry -> entry.startTicks() >= startTicks && entry.pid() != self())
                .toList();
        Set<Long> family = new HashSet<>();
        family.add(root.pid());
        // A child is never older than its parent, but numbers wrap around: repeated until nothing is added.
        boolean grown = true;
        while (grown) {
            grown = false;
            for (ProcFs.Entry entry : born) {
                if (!family.contains(entry.pid()) && family.contains(entry.parent())) {
                    grown |= family.add(entry.pid());
                }
            }
        }
        boolean rootLives = root.isAlive();
        List<ProcessHandle> living = new ArrayList<>();
        for (ProcFs.Entry entry : born) {
            if (entry.gone() || (entry.pid() == root.pid() && !rootLives)) {
                continue;
            }
            boolean belongs = family.contains(entry.pid())
                    || (ownSession && entry.session() == root.pid())
                    || ProcFs.environmentHolds(entry.pid(), marks);
            if (belongs) {
                ProcessHandle.of(entry.pid()).ifPresent(living::add);
            }
        }
        return living;
    }

    private List<ProcessHandle> livingByDescent() {
        seen.add(root);
        List.copyOf(seen).forEach(process -> process.descendants().forEach(seen::add));
        seen.removeIf(process -> !process.isAlive());
        return List.copyOf(seen);
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }

    private static String pids(List<ProcessHandle> processes) {
        return processes.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(", "));
    }
}
