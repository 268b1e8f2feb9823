package io.sluice.contracts.node;

/** Where a node runs, for people: host; on Kubernetes also pod, namespace, node and zone. */
public final class Place {
    /** Entries, inclusive; one of them is the host, which the node adds itself. */
    public static final int MAX_COUNT = 16;

    /** Characters of a key, inclusive. */
    public static final int MAX_KEY_LENGTH = 63;

    /** Characters of a value, inclusive: a Kubernetes node's name is a DNS subdomain. */
    public static final int MAX_VALUE_LENGTH = 253;

    private Place() {}
}
