package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** The queue, in words. */
final class QueueText {
    private static final String UNKNOWN = "unknown";

    private QueueText() {}

    /** A number of the cluster; unknown while the service that counts it does not answer. */
    static String number(JsonNode cluster, String field) {
        return cluster.hasNonNull(field) ? cluster.path(field).asText() : UNKNOWN;
    }

    /** Whether it is open; by whom, since when and why not. */
    static String state(JsonNode cluster) {
        JsonNode paused = cluster.path("paused");
        if (!paused.isBoolean()) {
            return "unknown, task-dispatch does not answer";
        }
        JsonNode pause = cluster.path("pause");
        if (!paused.asBoolean() || !pause.isObject()) {
            return paused.asBoolean() ? "PAUSED" : "open";
        }
        return "PAUSED by " + pause.path("by").asText("unknown") + " since "
                + pause.path("since").asText("unknown") + ": "
                + pause.path("note").asText("no note");
    }

    /** How many tasks wait, and the oldest for how long. */
    static String waiting(JsonNode cluster) {
        if (!cluster.hasNonNull("queued")) {
            return UNKNOWN;
        }
        long queued = cluster.path("queued").asLong();
        Duration oldest = Duration.ofSeconds(cluster.path("oldestQueuedSeconds").asLong());
        return queued == 0 ? "0" : queued + ", the oldest for " + Words.length(oldest);
    }
}
