package io.sluice.gateway.nodes;

import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.gateway.upstream.Dispatch;
import io.sluice.gateway.upstream.Registry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Nodes as the public API shows them: the registry's facts with dispatch's counts. Without dispatch they are shown with
 * unknown counts, and none as DRAINED; without the registry the call fails.
 */
@Singleton
public class Nodes {
    private static final Logger LOG = Logger.getLogger(Nodes.class);

    /** Longer than dispatch ever takes, and shorter than an operator waits for a list that could do without. */
    private static final Duration COUNTS_WITHIN = Duration.ofSeconds(2);

    private final Registry registry;
    private final Dispatch dispatch;

    Nodes(Registry registry, Dispatch dispatch) {
        this.registry = registry;
        this.dispatch = dispatch;
    }

    /** All of them, by name. */
    public Uni<List<NodeView>> all() {
        return Uni.combine()
                .all()
                .unis(registry.nodes(), known(dispatch.loads()))
                .with((nodes, loads) -> nodes.stream()
                        .map(node -> NodeViewPolicy.join(node, loads))
                        .sorted(Comparator.comparing(NodeView::name))
                        .toList());
    }

    /** One of them. */
    public Uni<NodeView> one(NodeName name) {
        return Uni.combine()
                .all()
                .unis(registry.node(name), known(dispatch.load(name)))
                .with(NodeViewPolicy::join);
    }

    /** The node as the registry has just answered. Dispatch is asked afterwards, so that its count is not older. */
    public Uni<NodeView> view(RegisteredNode node) {
        return known(dispatch.load(node.name())).map(loads -> NodeViewPolicy.join(node, loads));
    }

    private static Uni<Loads> known(Uni<List<NodeLoad>> asked) {
        return asked.ifNoItem()
                .after(COUNTS_WITHIN)
                .fail()
                .map(Loads::of)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.debugf("task-dispatch did not tell its counts: %s", failure.getMessage());
                    return Loads.UNKNOWN;
                });
    }
}
