package io.sluice.gateway.ping;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.sluice.contracts.node.DesiredState;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.HeartbeatReply;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.gateway.FakeService;
import io.sluice.gateway.FakeServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** The gateway under test is a node for once, and its registry says what a test requests. */
public final class DrainableNode implements QuarkusTestProfile {
    private static final int HEARTBEAT_MILLIS = 100;

    private static volatile Drain request = Drain.OFF;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "sluice.node.enabled", "true",
                "sluice.node.join-token-file", tokenFile().toString(),
                "sluice.node.data-dir", "target/node",
                "sluice.node.heartbeat-interval", HEARTBEAT_MILLIS + "ms",
                "sluice.gateway.events.heartbeat", "200ms");
    }

    private static Path tokenFile() {
        try {
            return Files.writeString(Files.createTempFile(Path.of("target"), "join", "token"), FakeServices.JOIN_TOKEN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void drain() {
        request = new Drain(true, "patch", "alice", Instant.EPOCH, null, null);
    }

    static void resume() {
        request = Drain.OFF;
    }

    /** The registry answers the node. */
    static void answer() {
        FakeServices.registry()
                .answers(
                        "POST",
                        "/node/v1/registry/register",
                        (call, exchange) -> FakeService.send(
                                exchange, 200, new RegisterReply(new UUID(0, 1), new Epoch(3), desired(), true)));
        FakeServices.registry()
                .answers(
                        "POST",
                        "/node/v1/registry/nodes/gateway-test/heartbeat",
                        (call, exchange) -> FakeService.send(exchange, 200, new HeartbeatReply(desired())));
    }

    private static DesiredState desired() {
        return new DesiredState(request, 0, HEARTBEAT_MILLIS);
    }
}
