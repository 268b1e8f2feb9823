package io.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values that say only what matters to a test. */
final class Samples {
    private static final Drain PATCH = new Drain(true, "kernel patch", "alice", CalledSluice.NOW, null, null);

    private Samples() {}

    static NodeView draining(@Nullable Integer running, boolean barrier) {
        return node(NodeStatus.DRAINING, PATCH, barrier, running);
    }

    /** Its own process was told to stop. */
    static NodeView stopping() {
        return node(NodeStatus.DRAINING, Drain.ofStop(new NodeName("n-1"), CalledSluice.NOW), true, 1);
    }

    static NodeView drained() {
        return node(NodeStatus.DRAINED, PATCH, true, 0);
    }

    static NodeView offline(@Nullable Integer running, boolean barrier) {
        return node(NodeStatus.OFFLINE, PATCH, barrier, running);
    }

    static NodeView running() {
        return node(NodeStatus.RUNNING, Drain.OFF, null, 0);
    }

    /** The node as the gateway writes it. */
    static String json(NodeView node) {
        try {
            return Json.mapper().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static NodeView node(NodeStatus status, Drain drain, @Nullable Boolean barrier, @Nullable Integer running) {
        return new NodeView(
                new NodeName("n-1"),
                UUID.fromString("01938f3e-0000-7000-8000-000000000001"),
                new Epoch(12),
                NodeKind.AGENT,
                status,
                CalledSluice.NOW.minusSeconds(3),
                null,
                5,
                running,
                drain,
                barrier,
                Map.of("zone", "a"),
                Map.of(),
                "0.1.0",
                7,
                CalledSluice.NOW.minusSeconds(60),
                0.5,
                null,
                List.of("exec", "noop"),
                null,
                null,
                null,
                null);
    }
}
