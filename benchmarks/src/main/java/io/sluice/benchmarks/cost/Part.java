package io.sluice.benchmarks.cost;

import java.util.Arrays;

/** What a process of the suite belongs to. */
public enum Part {
    /** The public API. */
    GATEWAY("gateway"),
    /** The queue. */
    DISPATCH("dispatch"),
    /** The members. */
    REGISTRY("registry"),
    /** The nodes, without what they run. */
    AGENT("agent"),
    /** The server with all its backends. */
    POSTGRES("postgres"),
    /** The broker. */
    KAFKA("kafka"),
    /** What agents started: the processes of tasks. */
    TASKS("processes of tasks"),
    /** {@code ./sluice up} itself. */
    LAUNCHER("launcher");

    private final String label;

    Part(String label) {
        this.label = label;
    }

    /** How a table calls it. */
    public String label() {
        return label;
    }

    /** The part of a process that is named as {@code ./sluice ps} does, such as {@code agent-1}. */
    static Part ofProcess(String name) {
        String kind = name.replaceFirst("-\\d+$", "");
        return Arrays.stream(values())
                .filter(part -> part.label.equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no part of the suite: " + name));
    }
}
