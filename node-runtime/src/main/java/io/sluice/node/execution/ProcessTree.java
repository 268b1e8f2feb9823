package io.sluice.node.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
    private static final Duration MIN_PAUSE = Duration.ofMillis(5);
    private static final Duration MAX_PAUSE = Duration.ofMillis(100);
    /** Looks that show none before one is sure, where each might have missed some. */
    private static final int LOOKS = 2;

    private static final Duration COMPLAIN_EVERY = Duration.ofSeconds(30);

    private final ProcessHandle root;
    private final List<String> marks;
    private final boolean ownSession;
    private final ProcessTable table;
    private final ProcessGroups groups;
    private final long startTicks;
    private final Set<ProcessHandle> seen = new HashSet<>();

    /**
     * @param marks variables, each as NAME=value, that only this tree has
     * @param ownSession whether the root was started as leader of a session
     * @param table where those of this machine are seen
     */
    ProcessTree(ProcessHandle root, List<String> marks, boolean ownSession, ProcessTable table, ProcessGroups groups) {
        this.root = root;
        this.marks = List.copyOf(marks);
        this.ownSession = ownSession;
        this.table = table;
        this.groups = groups;
        this.startTicks = ProcFs.isAvailable()
                ? ProcFs.of(root.pid()).map(ProcFs.Entry::startTicks).orElse(0L)
                : 0;
    }

    /** Those that live now. */
    List<ProcessHandle> living() {
        return look().living();
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
        long pauseNanos = MIN_PAUSE.toNanos();
        Set<ProcessHandle> killed = new HashSet<>();
        List<ProcessHandle> left = livingForSure();
        if (!longest.get().isZero()) {
            left.forEach(ProcessHandle::destroy);
        }
        while (!left.isEmpty()) {
            long now = System.nanoTime();
            Duration grace = longest.get();
            if (now - begun >= grace.toNanos()) {
                left.forEach(ProcessHandle::destroyForcibly);
                if (!killed.isEmpty() && !killed.containsAll(left)) {
                    // They make new ones faster than one can list them.
                    killGroup();
                }
                killed.addAll(left);
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
            pauseNanos = Math.min(pauseNanos * 2, MAX_PAUSE.toNanos());
            left = livingForSure();
        }
    }

    /**
     * Those that live now. A process that forks and ends while it is listed is missed, and so may be all that come of it,
     * each by the same chance. Where that could have been, the kernel is asked whether the process group has any, and the
     * group is killed: it does either in one step, in which none forks.
     */
    private List<ProcessHandle> livingForSure() {
        for (int look = 1; look <= LOOKS; look++) {
            Look seen = look();
            if (!seen.living().isEmpty() || seen.complete()) {
                return seen.living();
            }
            if (groupIsGone()) {
                // What has left the group is still to be seen, by a look that begins when nobody is left to leave it.
                return living();
            }
        }
        killGroup();
        return living();
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
                List<ProcessHandle> left = livingForSure();
                left.forEach(ProcessHandle::destroyForcibly);
                gone = left.isEmpty();
                if (!gone) {
                    killGroup();
                }
            } catch (RuntimeException | Error e) {
                // Whom there are can't be seen now; this one is known.
                root.destroyForcibly();
            }
            if (!gone) {
                LockSupport.parkNanos(MAX_PAUSE.toNanos());
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

    /** Kills the root's process group, which is its own where it leads a session. */
    private void killGroup() {
        if (groupIsItsOwn()) {
            groups.kill(root.pid());
        }
    }

    private boolean groupIsGone() {
        return groupIsItsOwn() && groups.isGone(root.pid());
    }

    private boolean groupIsItsOwn() {
        // When the number is another's by now, the group has no members: else it would not be.
        return ownSession
                && ProcFs.isAvailable()
                && ProcFs.of(root.pid())
                        .filter(entry -> entry.startTicks() != startTicks)
                        .isEmpty();
    }

    /**
     * @param complete whether none can have been missed
     */
    private record Look(List<ProcessHandle> living, boolean complete) {}

    private Look look() {
        return ProcFs.isAvailable() ? lookByProc() : new Look(livingByDescent(), true);
    }

    private Look lookByProc() {
        ProcessTable.Look look = table.lookSince(startTicks);
        int vanished = look.vanished();
        List<ProcFs.Entry> born = look.entries().stream()
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
                // It may have left another behind after the list was made.
                vanished += entry.pid() != root.pid() && entry.session() == root.pid() ? 1 : 0;
                continue;
            }
            boolean belongs = family.contains(entry.pid())
                    || (ownSession && entry.session() == root.pid())
                    || (!table.isOfAnother(entry.session(), root.pid()) && ProcFs.environmentHolds(entry.pid(), marks));
            if (belongs) {
                Optional<ProcessHandle> handle = ProcessHandle.of(entry.pid());
                handle.ifPresent(living::add);
                vanished += handle.isPresent() ? 0 : 1;
            }
        }
        return new Look(living, vanished == 0);
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
