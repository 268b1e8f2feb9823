package io.sluice.gateway.upstream;

import com.fasterxml.jackson.core.type.TypeReference;
import io.sluice.contracts.node.DrainPreview;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.service.json.MergePatch;
import io.sluice.service.peer.Peer;
import io.sluice.service.peer.PeerFactory;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The registry, as the gateway speaks to it in the name of whoever asks. What it refuses comes back as the
 * {@code ProblemException} that it answered; when no replica answers it is {@code upstream-unavailable}.
 */
@Singleton
public class Registry {
    private final Peer peer;

    Registry(PeerFactory peers, UpstreamConfig config) {
        this.peer = peers.peer("node-registry", config.registryUrls(), config.upstreamTimeout());
    }

    /** All nodes, by name. */
    public Uni<List<RegisteredNode>> nodes() {
        return peer.call("GET", InternalPaths.NODES, null, new TypeReference<List<RegisteredNode>>() {});
    }

    /** One node. */
    public Uni<RegisteredNode> node(NodeName name) {
        return peer.call("GET", path(name), null, new TypeReference<RegisteredNode>() {});
    }

    /**
     * Sets the cap, the labels or both, or takes operators' words on them away.
     *
     * @param ifMatch the caller's header, which the registry compares in its transaction
     */
    public Uni<RegisteredNode> patch(NodeName name, MergePatch<NodePatch> patch, @Nullable String ifMatch) {
        return peer.call(
                "PATCH", path(name) + query(patch), patch.value(), on(ifMatch), new TypeReference<RegisteredNode>() {});
    }

    /**
     * Requests that the node takes no new task, or changes the drain that stands.
     *
     * @param ifMatch as for a patch
     */
    public Uni<RegisteredNode> drain(NodeName name, MergePatch<DrainRequest> request, @Nullable String ifMatch) {
        return peer.call(
                "PUT",
                path(name) + "/" + InternalPaths.DRAIN + query(request),
                request.value(),
                on(ifMatch),
                new TypeReference<RegisteredNode>() {});
    }

    /** Requests that the node takes no new task, whatever has changed of it. */
    public Uni<RegisteredNode> drain(NodeName name, DrainRequest request) {
        return drain(name, MergePatch.of(request), null);
    }

    /** What that would do. */
    public Uni<DrainPreview> previewDrain(NodeName name, MergePatch<DrainRequest> request, @Nullable String ifMatch) {
        return peer.call(
                "PUT",
                path(name) + "/" + InternalPaths.DRAIN + query(request, "dryRun=true"),
                request.value(),
                on(ifMatch),
                new TypeReference<DrainPreview>() {});
    }

    /**
     * Lifts the operator's drain.
     *
     * @param ifMatch as for a patch
     */
    public Uni<RegisteredNode> resume(NodeName name, @Nullable String ifMatch) {
        return peer.call(
                "DELETE",
                path(name) + "/" + InternalPaths.DRAIN,
                null,
                on(ifMatch),
                new TypeReference<RegisteredNode>() {});
    }

    /** Lifts the operator's drain, whatever has changed of the node. */
    public Uni<RegisteredNode> resume(NodeName name) {
        return resume(name, null);
    }

    /** Deletes a node that will not come back. */
    public Uni<Void> retire(NodeName name) {
        return peer.call("DELETE", path(name), null, new TypeReference<Void>() {});
    }

    /**
     * What happened to a node, newest first, also after its retirement.
     *
     * @param limit 1 to {@link NodeHistoryEntry#MAX_LIMIT}
     */
    public Uni<List<NodeHistoryEntry>> history(NodeName name, int limit) {
        return peer.call(
                "GET",
                path(name) + "/" + InternalPaths.EVENTS + "?limit=" + limit,
                null,
                new TypeReference<List<NodeHistoryEntry>>() {});
    }

    private static Map<String, String> on(@Nullable String ifMatch) {
        return ifMatch == null ? Map.of() : Map.of("If-Match", ifMatch);
    }

    /** Null is left out of JSON between services, so that the fields which are named with it travel beside the body. */
    private static String query(MergePatch<?> patch, String... more) {
        List<String> parameters = Stream.concat(
                        Arrays.stream(more), patch.cleared().stream().sorted().map(field -> "clear=" + field))
                .toList();
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    private static String path(NodeName name) {
        return InternalPaths.NODES + "/" + name;
    }
}
