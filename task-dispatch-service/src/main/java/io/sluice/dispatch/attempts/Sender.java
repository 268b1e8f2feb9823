package io.sluice.dispatch.attempts;

import io.sluice.contracts.node.NodeName;
import io.sluice.service.auth.NodeProof;
import org.jspecify.annotations.Nullable;

/** Whose calls wait for each other. Nobody waits behind another who only says that it is the node. */
public record Sender(NodeName node, @Nullable String secretHash) {
    /** Who shows this proof of being the node. */
    public static Sender of(NodeName node, NodeProof proof) {
        return new Sender(node, proof.secretHash());
    }
}
