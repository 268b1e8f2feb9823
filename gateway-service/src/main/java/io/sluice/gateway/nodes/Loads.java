package io.sluice.gateway.nodes;

import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What task-dispatch counted on all nodes at one moment.
 *
 * @param known whether it could be asked
 */
record Loads(boolean known, Map<NodeName, NodeLoad> byName) {
    /** It could not be asked. */
    static final Loads UNKNOWN = new Loads(false, Map.of());

    static Loads of(List<NodeLoad> loads) {
        return new Loads(
                true, loads.stream().collect(Collectors.toUnmodifiableMap(NodeLoad::name, Function.identity())));
    }

    /** Of one node; empty when dispatch does not know it, or could not be asked. */
    Optional<NodeLoad> of(NodeName name) {
        return Optional.ofNullable(byName.get(name));
    }
}
