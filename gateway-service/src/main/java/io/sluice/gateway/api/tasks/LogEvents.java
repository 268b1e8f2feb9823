package io.sluice.gateway.api.tasks;

import io.sluice.contracts.Json;
import io.sluice.contracts.task.LogPage;
import io.sluice.contracts.task.LogStream;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A followed log as server-sent events, as the HTML standard has them. */
final class LogEvents {
    static final String OPENING = "retry: 2000\n\n";
    static final String HEARTBEAT = ":\n\n";
    static final String RECONNECT = "retry: 500\nevent: reconnect\n"
            + "data: {\"reason\":\"this gateway goes out of service; connect again, to another one\"}\n\n";

    private LogEvents() {}

    /**
     * Data of the event {@code chunk}.
     *
     * @param at when dispatch stored it
     */
    record Chunk(
            int attempt,
            long seq,
            LogStream stream,
            String text,
            @Nullable Instant at) {}

    /** Data of the event {@code end}. */
    record End(TaskState state, @Nullable Integer exitCode) {}

    static String chunk(LogPlace place, LogPage.Chunk chunk) {
        return event(
                "chunk",
                place.upTo(chunk.seq()),
                new Chunk(place.attempt(), chunk.seq(), chunk.stream(), chunk.text(), chunk.at()));
    }

    static String end(TaskView task) {
        return event("end", null, new End(task.state(), task.exitCode()));
    }

    private static String event(String name, @Nullable LogPlace id, Object data) {
        // JSON has no line breaks of its own, so it is one line of data.
        return (id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + Json.text(data) + "\n\n";
    }
}
