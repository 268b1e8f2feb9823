package io.sluice.gateway.upstream;

import com.fasterxml.jackson.core.type.TypeReference;
import io.sluice.contracts.node.DrainPreview;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.service.peer.Peer;
import io.sluice.service.peer.PeerFactory;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registry, as the gateway speaks to it in the name of whoever asks. What it refuses comes back as the
 * {@code ProblemException} that it answered; when no replica answers it is {@code upstream-unavailable}.
 */
@Singleton
public class Registry {
    private static final String NODES = "/internal/v1/nodes";

    private final Peer peer;

    Registry(PeerFactory peers, UpstreamConfig config) {
        this.peer = peers.peer("node-registry", config.registryUrls(), config.upstreamTimeout());
    }

    /** All nodes, by name. */
    public Uni<List<RegisteredNode>> nodes() {
        return peer.call("GET", NODES, null, new TypeReference<List<RegisteredNode>>() {});
    }

    /** One node. */
    public Uni<RegisteredNode> node(NodeName name) {
        return peer.call("GET", path(name), null, new TypeReference<RegisteredNode>() {});
    }

    /**
     * Sets the cap, the labels or both.
     *
     * @param ifMatch the caller's header, which the registry compares in its transaction
     */
    public Uni<RegisteredNode> patch(NodeName name, NodePatch patch, @Nullable String ifMatch) {
        Map<String, String> headers = ifMatch == null ? Map.of() : Map.of("If-Match", ifMatch);
        return peer.call("PATCH", path(name), patch, headers, new TypeReference<RegisteredNode>() {});
    }

    /** Wishes that the node takes no new task. */
    public Uni<RegisteredNode> drain(NodeName name, DrainRequest request) {
        return peer.call("PUT", path(name) + "/drain", request, new TypeReference<RegisteredNode>() {});
    }

    /** What that would do. */
    public Uni<DrainPreview> previewDrain(NodeName name, DrainRequest request) {
        return peer.call("PUT", path(name) + "/drain?dryRun=true", request, new TypeReference<DrainPreview>() {});
    }

    /** Lifts the drain. */
    public Uni<RegisteredNode> resume(NodeName name) {
        return peer.call("DELETE", path(name) + "/drain", null, new TypeReference<RegisteredNode>() {});
    }

    /** Deletes a node that will not come back. */
    public Uni<Void> retire(NodeName name) {
        return peer.call("DELETE", path(name), null, new TypeReference<Void>() {});
    }

    /**
     * What happened to a node, newest first, also after its retirement.
     *
     * @param limit 1 to 1000
     */
    public Uni<List<NodeHistoryEntry>> history(NodeName name, int limit) {
        return peer.call(
                "GET", path(name) + "/events?limit=" + limit, null, new TypeReference<List<NodeHistoryEntry>>() {});
    }

    private static String path(NodeName name) {
        return NODES + "/" + name;
    }
}
