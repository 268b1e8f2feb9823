package io.sluice.contracts.node;

/** How many labels a node may have, and how long they are. What a key looks like says {@link LabelKey}. */
public final class Labels {
    /** Labels that a node has of its own, inclusive; and as many that operators give it. */
    public static final int MAX_COUNT = 64;

    /** Characters of a value, inclusive; it may be empty. A nodeSelector asks for no longer one. */
    public static final int MAX_VALUE_LENGTH = 63;

    private Labels() {}
}
