package io.sluice.registry.drain;

import io.sluice.contracts.node.DrainPreview;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.registry.admission.DispatchPeer;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.sluice.registry.settings.RegistryConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Says what a drain would do, without doing it. A preview is no promise: the drain itself looks again, under a lock. */
@Singleton
final class DrainPreviews {
    private final Pool pool;
    private final NodeStore nodes;
    private final DrainStore store;
    private final DispatchPeer dispatch;
    private final int capacityFloor;

    DrainPreviews(Pool pool, NodeStore nodes, DrainStore store, DispatchPeer dispatch, RegistryConfig config) {
        this.pool = pool;
        this.nodes = nodes;
        this.store = store;
        this.dispatch = dispatch;
        this.capacityFloor = config.capacityFloor();
    }

    /** Empty when there is no such node. */
    Uni<Optional<DrainPreview>> preview(NodeName name, DrainPolicy.FloorCheck check) {
        return nodes.find(pool, name)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : preview(found.get(), check).map(Optional::of));
    }

    private Uni<DrainPreview> preview(NodeRow node, DrainPolicy.FloorCheck check) {
        return store.capacity(pool)
                .chain(capacityNow -> liveAttempts(node.name()).map(liveAttempts -> {
                    int left = DrainPolicy.capacityLeft(node, capacityNow);
                    boolean refused = check == DrainPolicy.FloorCheck.OBEY
                            && DrainPolicy.isBelowFloor(capacityNow, left, capacityFloor);
                    return new DrainPreview(
                            node.name(),
                            node.drain().enabled(),
                            liveAttempts.orElse(null),
                            capacityNow,
                            left,
                            capacityFloor,
                            refused);
                }));
    }

    private Uni<Optional<Integer>> liveAttempts(NodeName name) {
        return dispatch.loads()
                .map(loads -> Optional.of(loads.stream()
                        .filter(load -> load.name().equals(name))
                        .findFirst()
                        .map(NodeLoad::liveAttempts)
                        .orElse(0)))
                .onFailure()
                .recoverWithItem(Optional.empty());
    }
}
