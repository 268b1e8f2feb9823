package io.sluice.dispatch.leases;

/** Why an attempt is lost. */
enum LossCause {
    /** Nothing was heard of its node for as long as its guarantee allows. */
    LEASE_EXPIRED,
    /** Its node's name was registered by a newer process. */
    REGISTERED_AGAIN,
    /** Its node's name was taken over by another process, and nothing was heard of it for as long as its guarantee allows. */
    TAKEN_OVER,
    /** Its node renewed its lease and did not hold it any more. */
    NOT_HELD
}
