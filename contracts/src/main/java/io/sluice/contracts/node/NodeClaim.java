package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the process of a name holds it, and what is known of those before it.
 *
 * @param provenFrom the processes of this epoch and newer, up to the node's own, are known to be gone when the next one
 *     registers: they showed one secret, or said goodbye. One of an older epoch may still live
 * @param needsSecret whether what the process says must carry its secret; false for one of a version without
 * @param secretHash the SHA-256 of the secret, in hex; null when there is none, and where it is not told
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeClaim(
        @NotNull Epoch provenFrom,
        boolean needsSecret,

        @Nullable @Pattern(regexp = NodeSecrets.HASH_PATTERN)
        String secretHash) {
    /** A claim that needs the secret of this hash, or none. */
    public static NodeClaim of(Epoch provenFrom, @Nullable String secretHash) {
        return new NodeClaim(provenFrom, secretHash != null, secretHash);
    }

    /** The same without the hash. */
    public NodeClaim withoutHash() {
        return new NodeClaim(provenFrom, needsSecret, null);
    }
}
