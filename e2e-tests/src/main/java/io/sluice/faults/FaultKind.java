package io.sluice.faults;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What is done to a cluster. The lengths stand on both sides of each limit that the node and the cluster count to. */
enum FaultKind {
    /** SIGKILL to an agent alone; with a length, to all that it started too, and it stays away so long. */
    KILL_AGENT(Lane.AGENTS, 0, 0, 26, 42),
    /** SIGSTOP to an agent; its tasks' processes run on. */
    FREEZE_AGENT(Lane.AGENTS, 7, 13, 18, 24, 28, 37),
    /** An agent's connections break, and new ones are refused. */
    CUT_AGENT(Lane.AGENTS, 6, 14, 22, 28, 38),
    /** What an agent sends arrives late. */
    HOLD_AGENT_REQUESTS(Lane.AGENTS, 6, 14, 22, 28, 38),
    /** What an agent is answered and sent arrives late. */
    HOLD_AGENT_REPLIES(Lane.AGENTS, 6, 14, 22, 28, 38),
    /** Each piece in each direction takes some hundred milliseconds longer. */
    SLOW_AGENT(Lane.AGENTS, 10, 20),
    /** SIGTERM to an agent with its tasks running; it is started again. */
    STOP_AGENT(Lane.AGENTS, 0),
    /** An agent is stopped, retired, and started as a new node of its name. */
    RETIRE_AGENT(Lane.AGENTS, 0),
    /** SIGKILL to a replica of task dispatch. */
    KILL_DISPATCH(Lane.DISPATCHERS, 0),
    /** SIGTERM to a replica of task dispatch. */
    STOP_DISPATCH(Lane.DISPATCHERS, 0),
    /** SIGSTOP to a replica of task dispatch. */
    FREEZE_DISPATCH(Lane.DISPATCHERS, 4, 9, 16, 25),
    /** The connections of a replica of task dispatch to its database break, are held up, or are slow. */
    CUT_DISPATCH_DATABASE(Lane.DISPATCHERS, 3, 8, 15),
    /** SIGKILL to a replica of the registry. */
    KILL_REGISTRY(Lane.DOORS, 0),
    /** SIGSTOP to a replica of the registry. */
    FREEZE_REGISTRY(Lane.DOORS, 4, 9, 16),
    /** SIGKILL to a gateway. */
    KILL_GATEWAY(Lane.DOORS, 0),
    /** SIGTERM to a gateway. */
    STOP_GATEWAY(Lane.DOORS, 0),
    /** What a gateway or a replica of the registry asks of another service is cut, held up or slow, in one direction. */
    CUT_SERVICES(Lane.DOORS, 3, 8, 15),
    /** The wall clock of one process of each kind is wrong by minutes, for a while. */
    SHIFT_CLOCK(Lane.DOORS, 8, 15),
    /** SIGKILL to the broker. */
    RESTART_BROKER(Lane.BACKENDS, 0, 6),
    /** SIGKILL to the database server, or a fast shutdown. */
    RESTART_DATABASE(Lane.BACKENDS, 0, 0, 4, 15),
    /** SIGSTOP to every process of the database server. */
    FREEZE_DATABASE(Lane.BACKENDS, 3, 8, 16, 24),
    /** All agents are cut off at once. */
    CUT_ALL_AGENTS(Lane.BACKENDS, 14, 24, 36),
    /** A drain, and its end. */
    DRAIN_AGENT(Lane.OPERATORS, 4, 9, 16),
    /** Another task cap, and the old one again. */
    CAP_AGENT(Lane.OPERATORS, 3, 8);

    /** Faults of one lane come one after the other; lanes go on side by side. */
    enum Lane {
        /** What is done to agents; there are two such lanes, each with half of the agents. */
        AGENTS,
        /** Replicas of task dispatch. */
        DISPATCHERS,
        /** Registry and gateways. */
        DOORS,
        /** The database, the broker, and what is done to all nodes at once. */
        BACKENDS,
        /** What people ask for. It breaks nothing, so there is more of it. */
        OPERATORS(3);

        private final int times;

        Lane() {
            this(1);
        }

        Lane(int times) {
            this.times = times;
        }

        /** How many of each kind there are for one of another lane. */
        int times() {
            return times;
        }
    }

    private final Lane lane;
    private final List<Duration> lengths;

    FaultKind(Lane lane, int... seconds) {
        this.lane = lane;
        this.lengths = Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toList();
    }

    Lane lane() {
        return lane;
    }

    /** How long one may last; 0 is over at once. */
    List<Duration> lengths() {
        return lengths;
    }

    /**
     * Whether dispatch holds losses back for a while after it. Such faults come last in a run, so that before them losses
     * are declared at the usual times.
     */
    boolean calms() {
        return this == RESTART_DATABASE || this == FREEZE_DATABASE || this == CUT_ALL_AGENTS;
    }
}
