package io.sluice.dispatch.edge;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.service.auth.NodeProof;
import io.vertx.mutiny.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** Whether a call is of the process that has a node's name, by what it showed and what the registry told of the node. */
public final class NodeProofs {
    private NodeProofs() {}

    /** What the node needs, of a row of node_admission. */
    public record Needed(boolean secret, @Nullable String secretHash) {
        /** Reads the columns needs_secret and secret_hash; null where no node was found. */
        public static @Nullable Needed of(Row row) {
            Boolean secret = row.getBoolean("needs_secret");
            return secret == null ? null : new Needed(secret, row.getString("secret_hash"));
        }

        /** Whether the proof is the node's. While the hash has not come nobody's is. */
        public boolean isMetBy(NodeProof proof) {
            return !isUntold() && proof.fits(secretHash);
        }

        /** Whether the registry's call with the hash has not come yet. */
        public boolean isUntold() {
            return secret && secretHash == null;
        }
    }

    /**
     * {@link Needed#isMetBy} as a condition, where the same statement writes. Hashes are compared as they are: how long that
     * takes may tell a hash, which is no secret, and nothing of what it was made from.
     *
     * @param admission the alias of node_admission
     */
    public static String isMet(String admission, String secretHash, String joined) {
        return "(case when not %1$s.needs_secret then %3$s::boolean else coalesce(%1$s.secret_hash = %2$s::text, false) end)"
                .formatted(admission, secretHash, joined);
    }

    /** The refusal of a call without the proof. */
    public static Problem refusal(NodeName name, Needed needed) {
        return needed.isUntold() ? NodeEdge.notYetKnown(name) : NodeProof.refusal(name, needed.secret());
    }

    /** The refusal of a call without the proof, to be thrown. */
    public static ProblemException refused(NodeName name, Needed needed) {
        return new ProblemException(refusal(name, needed));
    }
}
