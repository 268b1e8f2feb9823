package io.sluice.contracts.node;

import java.util.regex.Pattern;

/**
 * What the key of a label looks like, a node's own, an operator's, and one that a nodeSelector asks for: as Kubernetes has it.
 * 1 to 63 of A-Z, a-z, 0-9, dash, underscore and dot, starting and ending with a letter or digit, such as {@code zone}; with
 * an optional prefix before a slash, which is a DNS name of up to 253 characters, such as {@code
 * topology.kubernetes.io/zone}.
 */
public final class LabelKey {
    /** The regular expression. */
    public static final String PATTERN =
            "([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";

    /** Characters, inclusive: a prefix, the slash and a name. */
    public static final int MAX_LENGTH = 253 + 1 + 63;

    /** The rule in words. */
    public static final String RULE =
            "a label's key has 1 to 63 of A-Z, a-z, 0-9, '-', '_', '.', starts and ends with a letter or"
                    + " digit, and may have a DNS name and '/' before it: zone, topology.kubernetes.io/zone";

    private static final Pattern VALID = Pattern.compile(PATTERN);

    private LabelKey() {}

    /** Whether the text is such a key. */
    public static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }
}
