package io.sluice.registry.membership;

/** Which of what a caller showed proves that it is the node of a row: {@code NodeProof.fits} in SQL. */
final class ProofColumns {
    private ProofColumns() {}

    /**
     * The condition on the row {@code n}. Hashes are compared as they are: how long that takes may tell a hash, which is no
     * secret, and nothing of what it was made from.
     */
    static String fits(String secretHash, String joined) {
        return "(case when n.secret_hash is null then %s::boolean else coalesce(n.secret_hash = %s::text, false) end)"
                .formatted(joined, secretHash);
    }
}
