package io.sluice.registry.membership;

import io.sluice.contracts.node.Epoch;
import io.sluice.service.auth.NodeProof;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides whether a process may be the node of a name. Pure. */
final class RegistrationPolicy {
    private RegistrationPolicy() {}

    /**
     * Who has the name.
     *
     * @param secretHash of its secret, or null when it registered without one
     * @param saidGoodbye whether it left in order
     * @param offline whether it has not been seen within the grace
     */
    record Holder(
            Epoch epoch,
            UUID incarnation,
            @Nullable String secretHash,
            boolean saidGoodbye,
            boolean offline,
            Instant lastSeen) {}

    /** What is decided. */
    sealed interface Decision {
        /**
         * The name is the process's.
         *
         * @param olderIsGone whether this shows that the process before it does not live any more
         */
        record Claim(boolean olderIsGone) implements Decision {}

        /** The holder lives, as far as is known, and this process has not its secret. */
        record NameTaken(Holder holder) implements Decision {}

        /** Nobody knows this process: it has to show the join token. */
        record NeedsJoinToken() implements Decision {}
    }

    /**
     * Who has the secret is the same machine, started again. Whoever has not waits until the holder has left or was silent
     * for the grace; then it takes the name over, which does not show that the holder is dead: it may be cut off.
     *
     * @param quiet whether nodes had no chance to check in of late, so that last seen says nothing
     */
    static Decision decide(Optional<Holder> found, UUID incarnation, NodeProof proof, boolean quiet) {
        if (found.isEmpty()) {
            return proof.joined() ? new Decision.Claim(false) : new Decision.NeedsJoinToken();
        }
        Holder holder = found.get();
        String expected = holder.secretHash();
        if (expected != null && proof.has(expected)) {
            return new Decision.Claim(true);
        }
        if (!proof.joined()) {
            return new Decision.NeedsJoinToken();
        }
        if (expected == null || holder.saidGoodbye()) {
            return new Decision.Claim(true);
        }
        boolean silent = holder.offline() && !quiet;
        return silent && !holder.incarnation().equals(incarnation)
                ? new Decision.Claim(false)
                : new Decision.NameTaken(holder);
    }
}
