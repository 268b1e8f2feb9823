package io.sluice.registry;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.Goodbye;
import io.sluice.contracts.node.Heartbeat;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.test.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Speaks to the registry as nodes and gateways do. */
public final class RegistryClient {
    private RegistryClient() {}

    /** A request of a node. */
    public static RequestSpecification node() {
        return Requests.withToken(TestSettings.JOIN_TOKEN);
    }

    /** A request of a gateway, on behalf of alice. */
    public static RequestSpecification gateway() {
        return gateway("alice");
    }

    /** A request of a gateway, on behalf of somebody. */
    public static RequestSpecification gateway(String actor) {
        return Requests.onBehalfOf(actor, TestSettings.SERVICE_TOKEN);
    }

    /** A name that no other test has. */
    public static String newName() {
        return "n-" + UUID.randomUUID();
    }

    public static RegisterReply register(String name, UUID incarnation) {
        return node().body(RegistryDatabase.registration(name, incarnation))
                .post("/node/v1/registry/register")
                .then()
                .statusCode(200)
                .extract()
                .as(RegisterReply.class);
    }

    public static Response heartbeat(String name, Epoch epoch, UUID incarnation) {
        return heartbeat(name, new Heartbeat(epoch, incarnation, 0, 0.5, null, null));
    }

    /** Of a process that was told to stop. */
    public static Response lastHeartbeats(String name, Epoch epoch, UUID incarnation) {
        return heartbeat(name, new Heartbeat(epoch, incarnation, 0, 0.5, null, true));
    }

    private static Response heartbeat(String name, Heartbeat heartbeat) {
        return node().body(heartbeat).post("/node/v1/registry/nodes/{name}/heartbeat", name);
    }

    public static void goodbye(String name, Epoch epoch, UUID incarnation) {
        node().body(new Goodbye(epoch, incarnation))
                .post("/node/v1/registry/nodes/{name}/goodbye", name)
                .then()
                .statusCode(204);
    }

    public static RegisteredNode get(String name) {
        return gateway()
                .get("/internal/v1/nodes/{name}", name)
                .then()
                .statusCode(200)
                .extract()
                .as(RegisteredNode.class);
    }

    /** What happened to a node, oldest first. */
    public static List<String> history(String name) {
        NodeHistoryEntry[] newestFirst = gateway()
                .get("/internal/v1/nodes/{name}/events", name)
                .then()
                .statusCode(200)
                .extract()
                .as(NodeHistoryEntry[].class);
        List<String> history = new ArrayList<>();
        for (NodeHistoryEntry entry : newestFirst) {
            history.add(0, entry.what());
        }
        return history;
    }

    /**
     * What was done to a node, oldest first. Without its comings and goings: a node of a test that does not check in is
     * OFFLINE within seconds, which on a busy machine is before the test has ended.
     */
    public static List<String> deeds(String name) {
        return deeds(history(name));
    }

    /** These, without comings and goings. */
    public static List<String> deeds(List<String> changes) {
        return changes.stream()
                .filter(what -> !what.equals("OFFLINE") && !what.equals("ONLINE"))
                .toList();
    }

    public static RegisteredNode drain(String name, String reason) {
        return gateway()
                .body(Map.of("reason", reason))
                .put("/internal/v1/nodes/{name}/drain", name)
                .then()
                .statusCode(200)
                .extract()
                .as(RegisteredNode.class);
    }
}
