package io.sluice.node.execution;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.AttemptRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What a runner gets of the attempt that it runs. */
public interface TaskContext {
    /** The task and the attempt's number, which fences: what the attempt touches can refuse an older number. */
    AttemptRef attempt();

    /** Of the node, under which the attempt was assigned. */
    Epoch epoch();

    /** The task's name for people. */
    Optional<String> name();

    /** Program and arguments; empty for types that have none. */
    List<String> command();

    /** Environment that the task asks for. */
    Map<String, String> env();

    /** Input for a process. */
    Optional<String> stdin();

    /** Parameters of the type. */
    Map<String, String> parameters();

    /**
     * Adds to the attempt's log. Waits while more output is on its way than the node may keep: that is what slows down
     * a task that writes faster than its log is stored.
     */
    void stdout(String text) throws InterruptedException;

    /** Adds to the attempt's log, as an error. Waits as {@link #stdout} does. */
    void stderr(String text) throws InterruptedException;

    /** Whether the attempt has to end: canceled, past its timeout, or not this node's any more. */
    boolean isStopping();

    /** Completes when the attempt has to end, on a thread of its own. */
    CompletionStage<Void> stopping();

    /**
     * Waits for as long as nobody stops the attempt.
     *
     * @return whether it has to end
     */
    boolean awaitStop(Duration longest) throws InterruptedException;
}
