package io.sluice.service.auth;

import io.quarkus.security.identity.SecurityIdentity;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What a caller showed to be a node. That is no decision yet: whose secret it is only the service knows that has the node.
 *
 * @param joined whether it sent the join token
 * @param secretHash the hash of the secret that it sent, or null
 */
public record NodeProof(boolean joined, @Nullable String secretHash) {
    /** The join token alone, as nodes of a version without secrets send it. */
    public static final NodeProof JOIN_TOKEN = new NodeProof(true, null);

    private static final NodeProof NONE = new NodeProof(false, null);

    /** Under which an identity holds it. */
    static final String ATTRIBUTE = NodeProof.class.getName();

    /** What the caller of this request showed. */
    public static NodeProof of(@Nullable RoutingContext context) {
        SecurityIdentity identity = Identities.of(context);
        NodeProof proof = identity == null ? null : identity.getAttribute(ATTRIBUTE);
        return proof != null ? proof : NONE;
    }

    /** Whether this is the proof for a node with that hash; for one without any, the join token is. */
    public boolean fits(@Nullable String expectedHash) {
        return expectedHash == null ? joined : has(expectedHash);
    }

    /** Whether the secret with this hash was shown. Takes the same time for any wrong one. */
    public boolean has(String expectedHash) {
        return secretHash != null && MessageDigest.isEqual(bytes(secretHash), bytes(expectedHash));
    }

    /**
     * Why a call is refused that does not fit the node.
     *
     * @param needsSecret whether the node has a secret
     */
    public static Problem refusal(NodeName name, boolean needsSecret) {
        return needsSecret
                ? Problem.of(
                        ProblemType.FORBIDDEN,
                        "node " + name + " has a secret, and it was not sent with this: only its own process can speak"
                                + " for it")
                : Problem.of(
                        ProblemType.UNAUTHENTICATED,
                        "node " + name + " has no secret here: send the join token with this"
                                + " (Authorization: Bearer ...)");
    }

    boolean isAny() {
        return joined || secretHash != null;
    }

    static NodeProof of(boolean joined, @Nullable String header) {
        return new NodeProof(
                joined, header != null && NodeSecrets.isWellFormed(header) ? NodeSecrets.hash(header) : null);
    }

    private static byte[] bytes(String hash) {
        return hash.getBytes(StandardCharsets.US_ASCII);
    }
}
