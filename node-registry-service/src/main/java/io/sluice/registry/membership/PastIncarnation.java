package io.sluice.registry.membership;

/** Why a process can never again be the node of its name. */
enum PastIncarnation {
    /** A newer process registered under the name. */
    SUPERSEDED,
    /** An operator retired the node. */
    RETIRED
}
