package io.sluice.verification;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import java.time.Duration;
import java.util.UUID;

/** One line that a task's process wrote to the {@link Witness}. The order of the lines is the order of the acts. */
public sealed interface Mark {
    /** Its place in the file, from 1. */
    int line();

    /** The task. */
    UUID task();

    /** The attempt's number. */
    int attempt();

    /** The epoch that the process was given. */
    Epoch epoch();

    /** The node that ran it. */
    NodeName node();

    /** Since the machine was booted: the one clock that is the same for all processes and that nobody can shift. */
    Duration uptime();

    /**
     * A process of the attempt began.
     *
     * @param alone whether no process of the task held the lock, by the kernel's word
     */
    record Start(int line, UUID task, int attempt, Epoch epoch, NodeName node, boolean alone, Duration uptime)
            implements Mark {}

    /** A process of the attempt did all it had to; it ends by itself, with exit code 0. */
    record End(int line, UUID task, int attempt, Epoch epoch, NodeName node, Duration uptime) implements Mark {}
}
