package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a task is promised when its node is cut off. */
public enum Guarantee {
    /** Never run again by itself: the node's result is taken within the reconnect window, else the task is FAILED with NODE_LOST. */
    @JsonProperty("once")
    ONCE,
    /** Never two at once: the node ends it first, then another node gets it. */
    @JsonProperty("exclusive")
    EXCLUSIVE,
    /** Fast: another node gets it as soon as the lease has run out; overlap is harmless, one result is recorded. */
    @JsonProperty("idempotent")
    IDEMPOTENT
}
