package io.sluice.node.execution;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.LogStream;
import io.sluice.node.time.Moment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One attempt that this node holds, from its assignment until its end was acknowledged. */
final class Attempt implements TaskContext {
    private final StreamFrame.Assign assign;
    private final Moment askedAt;
    private final ReportSink sink;
    private final OutputBuffer output;
    private final Duration killGrace;
    private final Executor threads;
    private final Consumer<Attempt> lease;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    private final AtomicReference<@Nullable StopOrder> order = new AtomicReference<>();
    private final AtomicReference<@Nullable ProcessTree> processes = new AtomicReference<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean processesGone;
    private volatile boolean ended;
    private volatile Duration cutOffGrace;
    private volatile @Nullable Moment cutOffAt;

    /**
     * @param askedAt when the node sent the request that brought it
     * @param threads for what goes on beside its runner, and for what that does when it is told to end: it may block, and
     *     who tells it may not
     * @param lease ends the attempt if the lease does not cover it any more; never waits
     */
    Attempt(
            StreamFrame.Assign assign,
            Moment askedAt,
            ReportSink sink,
            OutputBuffer output,
            Duration killGrace,
            Executor threads,
            Consumer<Attempt> lease) {
        this.assign = assign;
        this.askedAt = askedAt;
        this.sink = sink;
        this.output = output;
        this.killGrace = killGrace;
        this.cutOffGrace = killGrace;
        this.threads = threads;
        this.lease = lease;
    }

    /**
     * Makes it end. The first order decides what is reported, but an order after which nothing is wanted any more goes
     * over it.
     *
     * @return whether anything changed
     */
    boolean stop(StopOrder next) {
        boolean changed = false;
        StopOrder known = order.get();
        while (known == null || (known != next && isSilent(next) && !isSilent(known))) {
            if (order.compareAndSet(known, next)) {
                changed = true;
                break;
            }
            known = order.get();
        }
        try {
            if (changed && isSilent(next)) {
                output.discard();
                sink.forget(attempt());
            }
        } finally {
            stopping.complete(null);
        }
        return changed;
    }

    /**
     * Makes it end since the node was cut off. Never waits.
     *
     * @param grace that is left to its processes
     * @return whether it was not cut off before
     */
    boolean cutOff(Moment now, Duration grace) {
        if (cutOffAt != null) {
            return false;
        }
        cutOffGrace = grace;
        cutOffAt = now;
        stop(StopOrder.CUT_OFF);
        return true;
    }

    /** When it was told to end since the node was cut off, or null. */
    @Nullable
    Moment cutOffAt() {
        return cutOffAt;
    }

    /** The order in force, or null. */
    @Nullable
    StopOrder order() {
        return order.get();
    }

    /** When the node sent the request that brought it: since then at the earliest it is this node's. */
    Moment askedAt() {
        return askedAt;
    }

    Guarantee guarantee() {
        return assign.guarantee();
    }

    String taskType() {
        return assign.type();
    }

    Duration timeout() {
        return Duration.ofMillis(assign.timeoutMillis());
    }

    /**
     * Whether it may begin at this moment: it was not told to end, and the lease covers it; if not, it is told to end here. The
     * answer may be old already when the node is frozen in between: what is begun is to be within reach of the guardian.
     */
    boolean mayBegin() {
        lease.accept(this);
        return !isStopping();
    }

    /** It begins to run: from here on nobody may say that it never did. Reported once. */
    void begins() {
        if (begun.compareAndSet(false, true)) {
            sink.put(new Report.Started(assign.taskId(), assign.attempt()));
        }
    }

    /** Whether it has been reported as begun. */
    boolean hasBegun() {
        return begun.get();
    }

    /** It has run already, in no time: its start and its end are told together. */
    void beginsAndEnds(Report.Ended end) {
        begun.set(true);
        sink.putAll(List.of(new Report.Started(assign.taskId(), assign.attempt()), end));
    }

    boolean hasEnded() {
        return ended;
    }

    void ended() {
        ended = true;
    }

    /** Whether something of it may run still. It does not when all that is left is to tell of its end. */
    boolean runs() {
        return !ended && !processesGone;
    }

    /** Its process tree has ended, and it will start no other. */
    void processesGone() {
        processesGone = true;
    }

    /** All of its output has come. */
    void closeOutput() {
        output.close();
    }

    void report(Report report) {
        sink.put(report);
    }

    /** Takes output; waits while there is no room for it. */
    void output(LogStream stream, byte[] bytes, int length) throws InterruptedException {
        if (sink.awaitRoom(attempt())) {
            output.append(stream, bytes, length);
        }
    }

    boolean waitsForRoom() {
        return sink.isFull(attempt());
    }

    void ownsProcesses(ProcessTree tree) {
        processes.set(tree);
    }

    /**
     * Does something beside its runner, on a thread that others have used before: a new one costs more than most of what
     * there is to do.
     *
     * @param name of the work, for whoever looks at the threads
     * @throws RejectedExecutionException when the node has no threads any more
     */
    void beside(String name, Runnable work) {
        threads.execute(() -> {
            Thread thread = Thread.currentThread();
            String usual = thread.getName();
            thread.setName("sluice-" + name + "-" + attempt());
            try {
                work.run();
            } finally {
                thread.setName(usual);
            }
        });
    }

    /** Kills what it has of processes, without a word to anybody. */
    void killNow() {
        ProcessTree tree = processes.get();
        if (tree != null) {
            tree.killNow();
        }
    }

    /**
     * How long its processes may take to end, which gets less when the node is cut off meanwhile. None where another node
     * may have started an exclusive task already.
     */
    Duration killGrace() {
        if (order.get() == StopOrder.FENCED && guarantee() == Guarantee.EXCLUSIVE) {
            return Duration.ZERO;
        }
        Duration left = cutOffGrace;
        return left.compareTo(killGrace) < 0 ? left : killGrace;
    }

    /** Calls on the thread that stops it, which may be the watchdog's: it must neither wait nor log. */
    void onStop(Runnable told) {
        stopping.thenRun(told);
    }

    private boolean isSilent(StopOrder next) {
        return switch (next) {
            case CANCEL, REQUEUE, TIMEOUT -> false;
            case FENCED, CUT_OFF -> true;
            case SHUTDOWN -> guarantee() != Guarantee.ONCE;
        };
    }

    @Override
    public AttemptRef attempt() {
        return assign.ref();
    }

    @Override
    public Epoch epoch() {
        return assign.epoch();
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(assign.name());
    }

    @Override
    public List<String> command() {
        List<String> command = assign.command();
        return command == null ? List.of() : command;
    }

    @Override
    public Map<String, String> env() {
        Map<String, String> env = assign.env();
        return env == null ? Map.of() : env;
    }

    @Override
    public Optional<String> stdin() {
        return Optional.ofNullable(assign.stdin());
    }

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = assign.parameters();
        return parameters == null ? Map.of() : parameters;
    }

    @Override
    public void stdout(String text) throws InterruptedException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output(LogStream.STDOUT, bytes, bytes.length);
    }

    @Override
    public void stderr(String text) throws InterruptedException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output(LogStream.STDERR, bytes, bytes.length);
    }

    @Override
    public boolean isStopping() {
        return stopping.isDone();
    }

    @Override
    public CompletionStage<Void> stopping() {
        return stopping.thenRunAsync(() -> {}, threads);
    }

    @Override
    public boolean awaitStop(Duration longest) throws InterruptedException {
        try {
            stopping.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stop can't fail", e);
        }
    }
}
