package io.sluice.node.execution;

import io.sluice.contracts.Reason;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.task.AttemptState;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The attempts that this node holds: those that run, and those whose end dispatch has not acknowledged. An attempt is
 * started once, however often it is assigned. The node refuses nothing: what it may hold is for dispatch to say.
 */
public final class Attempts {
    private static final Logger LOG = Logger.getLogger(Attempts.class);
    private static final int REMEMBERED_ENDS = 10_000;

    private final NodeConfig config;
    private final NodeSelf self;
    private final NodeClock clock;
    private final ReportSink sink;
    private final Watchdog watchdog;
    private final Map<String, TaskRunner> runners;

    private final ScheduledThreadPoolExecutor timer;
    private final ExecutorService threads;
    private final Object lock = new Object();
    private final Map<AttemptRef, Attempt> held = new ConcurrentHashMap<>();
    private final Map<AttemptRef, Boolean> remembered = new LinkedHashMap<>();
    private int running;
    private boolean closed;

    /**
     * @param watchdog ends what the lease does not cover any more; begins with {@link #start}
     * @param runners by type
     */
    public Attempts(
            NodeConfig config,
            NodeSelf self,
            NodeClock clock,
            ReportSink sink,
            Watchdog watchdog,
            Map<String, TaskRunner> runners) {
        this.config = config;
        this.self = self;
        this.clock = clock;
        this.sink = sink;
        this.watchdog = watchdog;
        this.runners = Map.copyOf(runners);
        this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "sluice-timer"));
        this.timer.setRemoveOnCancelPolicy(true);
        AtomicInteger number = new AtomicInteger();
        this.threads =
                Executors.newCachedThreadPool(task -> daemon(task, "sluice-attempt-" + number.incrementAndGet()));
    }

    /** Begins to watch the lease. */
    public void start() {
        watchdog.begin(held.values());
    }

    /**
     * Starts the attempt, unless the node holds it, has ended it, or it was assigned to another epoch of the node. One that the
     * lease does not cover any more is not begun.
     *
     * @param askedAt when the node sent the request that brought it: what was answered may have come long after, as to a node
     *     that was frozen
     */
    public void assign(StreamFrame.Assign assign, Moment askedAt) {
        NodeSnapshot now = self.now();
        if (!assign.epoch().equals(now.epoch())) {
            LOG.debugf("attempt %s is for epoch %s, this is %s: ignored", assign.ref(), assign.epoch(), now.epoch());
            return;
        }
        OutputBuffer output =
                new OutputBuffer(assign.ref(), sink, timer, config.logLimit().asLongValue());
        Attempt attempt =
                new Attempt(assign, askedAt, sink, output, config.killGrace(), threads, watchdog::endIfCutOff);
        boolean atOnce = runners.get(attempt.taskType()) instanceof NoopRunner && NoopRunner.isOverAtOnce(attempt);
        synchronized (lock) {
            if (closed || remembered.containsKey(assign.ref()) || held.putIfAbsent(assign.ref(), attempt) != null) {
                return;
            }
            if (!atOnce) {
                running++;
                self.runs(running);
            }
        }
        if (atOnce) {
            passOver(attempt);
            return;
        }
        try {
            threads.execute(() -> run(attempt));
        } catch (OutOfMemoryError | RejectedExecutionException e) {
            notStarted(attempt, new NotStartedException("no thread can be started: " + e.getMessage(), e));
        }
    }

    /** Ends the attempt as dispatch asks. One that never came here is answered as ended, so that nobody waits for it. */
    public void stop(StreamFrame.Stop stop) {
        Attempt attempt;
        synchronized (lock) {
            attempt = held.get(stop.ref());
            if (attempt == null) {
                if (remembered.containsKey(stop.ref()) || stop.cause() == StreamFrame.StopCause.FENCED) {
                    return;
                }
                remember(stop.ref());
            }
        }
        StopOrder order = order(stop.cause());
        if (attempt == null) {
            AttemptState state = order == StopOrder.TIMEOUT ? AttemptState.TIMED_OUT : AttemptState.CANCELED;
            sink.put(new Report.Ended(
                    stop.taskId(),
                    stop.attempt(),
                    state,
                    null,
                    new Reason(state.name(), "It was stopped before it reached the node."),
                    0));
        } else if (attempt.stop(order)) {
            LOG.infof("attempt %s: ending it: %s", stop.ref(), order);
        }
    }

    /** The attempt is another's now, or nobody's: ends it and says nothing of it. */
    public void fence(AttemptRef ref) {
        Attempt attempt = held.get(ref);
        if (attempt == null) {
            return;
        }
        if (attempt.hasEnded()) {
            letGo(attempt);
        } else if (attempt.stop(StopOrder.FENCED)) {
            LOG.warnf("attempt %s: it is not this node's any more; ending it", ref);
        }
    }

    /** Its end was committed by dispatch: the node holds it no longer. */
    public void endAcknowledged(AttemptRef ref) {
        Attempt attempt = held.get(ref);
        if (attempt != null && attempt.hasEnded()) {
            letGo(attempt);
        }
    }

    /** Every attempt that runs, or whose end was not acknowledged. */
    public List<AttemptRef> held() {
        return List.copyOf(held.keySet());
    }

    /** Takes no more attempts. */
    public void close() {
        synchronized (lock) {
            closed = true;
        }
    }

    /**
     * Takes no more attempts, and tells which were begun and may be news to dispatch: whatever it has assigned to this
     * node and does not find here is not begun any more.
     */
    public Set<AttemptRef> closeAndTellBegun() {
        close();
        // In this order: what is let go of in between has left its start with the sink, or dispatch knows of it.
        Set<AttemptRef> begun = new HashSet<>(held.keySet());
        begun.addAll(sink.unacknowledged());
        return begun;
    }

    /** This process is not the node any more: takes no more and ends everything, with nothing to report. */
    public void fenceAll() {
        close();
        held.keySet().forEach(this::fence);
    }

    /**
     * The node stops and waits no longer.
     *
     * @return how many had to be ended
     */
    public int endAllForShutdown() {
        close();
        int ended = 0;
        for (Attempt attempt : held.values()) {
            if (!attempt.hasEnded() && attempt.stop(StopOrder.SHUTDOWN)) {
                LOG.warnf("attempt %s: still running after the shutdown wait; ending it", attempt.attempt());
                ended++;
            }
        }
        return ended;
    }

    /** Kills every process of every attempt, at once: the node stops and waits no longer for any. */
    public void killAllNow() {
        close();
        for (Attempt attempt : held.values()) {
            // First, or whoever sees the process die takes its death for a failure of the task.
            if (!attempt.hasEnded()) {
                attempt.stop(StopOrder.SHUTDOWN);
            }
            attempt.killNow();
        }
    }

    /**
     * Waits until no attempt runs.
     *
     * @return whether none does
     */
    public boolean awaitNoneRunning(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        synchronized (lock) {
            while (running > 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            return true;
        }
    }

    /** Stops the threads that time attempts. Only when none runs any more. */
    public void shutDown() {
        watchdog.end();
        timer.shutdownNow();
        threads.shutdown();
    }

    /** Nothing is to be done for it: without a thread or a timer, it has begun and ended. */
    private void passOver(Attempt attempt) {
        AttemptRef ref = attempt.attempt();
        Optional<EndPolicy.End> end =
                EndPolicy.of(attempt.order(), attempt.guarantee(), attempt.timeout(), TaskResult.succeeded());
        attempt.ended();
        if (end.isPresent()) {
            EndPolicy.End said = end.get();
            attempt.beginsAndEnds(
                    new Report.Ended(ref.taskId(), ref.attempt(), said.state(), said.exitCode(), said.reason(), 0));
        } else {
            letGo(attempt);
        }
        sink.release(ref);
    }

    private void run(Attempt attempt) {
        AttemptRef ref = attempt.attempt();
        Moment started = clock.now();
        LOG.debugf("attempt %s: starting (%s)", ref, attempt.taskType());
        TaskResult result;
        try {
            result = resultInTime(attempt);
        } catch (NotStartedException e) {
            notStarted(attempt, e);
            return;
        }
        if (result.failure() != null) {
            // It may have failed since the guardian killed it while this process was frozen: then it is lost, not
            // failed.
            watchdog.endIfCutOff(attempt);
        }
        attempt.closeOutput();
        Duration ran = started.monotonicUntil(clock.now());
        Optional<EndPolicy.End> end = EndPolicy.of(attempt.order(), attempt.guarantee(), attempt.timeout(), result);
        attempt.ended();
        if (end.isPresent()) {
            EndPolicy.End said = end.get();
            LOG.debugf("attempt %s: %s", ref, said);
            attempt.begins();
            attempt.report(new Report.Ended(
                    ref.taskId(), ref.attempt(), said.state(), said.exitCode(), said.reason(), ran.toMillis()));
        } else if (attempt.order() == StopOrder.CUT_OFF && !attempt.hasBegun()) {
            putBack(attempt);
            return;
        } else {
            letGo(attempt);
        }
        over(attempt);
    }

    /** The node takes nothing more until its own check passes, and the attempt is another node's, whoever it was ended for. */
    private void notStarted(Attempt attempt, NotStartedException why) {
        String reason = String.valueOf(why.getMessage());
        // First: whoever reads the report may ask whether the node is open.
        self.closes(reason);
        LOG.warnf("attempt %s: could not be started and goes to another node: %s", attempt.attempt(), reason);
        attempt.closeOutput();
        attempt.ended();
        if (attempt.order() == StopOrder.FENCED) {
            letGo(attempt);
        } else {
            attempt.report(Report.Ended.notStarted(attempt.attempt(), reason));
        }
        over(attempt);
    }

    private void over(Attempt attempt) {
        sink.release(attempt.attempt());
        runsNoMore();
    }

    private void runsNoMore() {
        synchronized (lock) {
            running--;
            self.runs(running);
            lock.notifyAll();
        }
    }

    private TaskResult resultInTime(Attempt attempt) throws NotStartedException {
        ScheduledFuture<?> timeout;
        try {
            timeout = timer.schedule(
                    () -> {
                        if (attempt.stop(StopOrder.TIMEOUT)) {
                            LOG.infof(
                                    "attempt %s: ran past its timeout of %d s; ending it",
                                    attempt.attempt(), attempt.timeout().toSeconds());
                        }
                    },
                    attempt.timeout().toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (OutOfMemoryError | RejectedExecutionException e) {
            throw new NotStartedException("no thread can be started: " + e.getMessage(), e);
        }
        try {
            return resultOf(attempt);
        } finally {
            timeout.cancel(false);
        }
    }

    private TaskResult resultOf(Attempt attempt) throws NotStartedException {
        TaskRunner runner = runners.get(attempt.taskType());
        if (runner == null) {
            return TaskResult.failed(
                    "UNKNOWN_TYPE",
                    "This node runs no tasks of type '" + attempt.taskType() + "', only "
                            + String.join(
                                    ", ", runners.keySet().stream().sorted().toList()) + ".");
        }
        if (!(runner instanceof ExecRunner)) {
            if (!attempt.mayBegin()) {
                return TaskResult.failed("NOT_BEGUN", "It was to end before it began.");
            }
            // Where code of others runs nobody can tell when it begins; a process tells by itself.
            attempt.begins();
        }
        try {
            return runner.run(attempt);
        } catch (NotStartedException e) {
            throw e;
        } catch (Throwable e) {
            if (attempt.order() == null) {
                LOG.warnf(e, "attempt %s: its runner failed", attempt.attempt());
            }
            return TaskResult.failed("RUNNER_FAILED", "The runner of '" + attempt.taskType() + "' failed: " + e);
        }
    }

    private void letGo(Attempt attempt) {
        synchronized (lock) {
            if (held.remove(attempt.attempt(), attempt)) {
                remember(attempt.attempt());
            }
        }
    }

    /** Nothing has been done for it, and nothing said: should it be this node's still, dispatch assigns it again. */
    private void putBack(Attempt attempt) {
        // First, or what is assigned again would be taken for what was forgotten.
        sink.release(attempt.attempt());
        held.remove(attempt.attempt(), attempt);
        runsNoMore();
    }

    private void remember(AttemptRef ref) {
        remembered.put(ref, Boolean.TRUE);
        if (remembered.size() > REMEMBERED_ENDS) {
            remembered.remove(remembered.keySet().iterator().next());
        }
    }

    private static StopOrder order(StreamFrame.StopCause cause) {
        return switch (cause) {
            case CANCEL -> StopOrder.CANCEL;
            case REQUEUE -> StopOrder.REQUEUE;
            case TIMEOUT -> StopOrder.TIMEOUT;
            case FENCED -> StopOrder.FENCED;
        };
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
