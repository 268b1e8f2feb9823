package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The stable name of a node: 1 to 63 of a-z, 0-9, dot and dash, starting and ending with a letter or digit, as a pod's. */
public record NodeName(@JsonValue String value) implements Comparable<NodeName> {
    /** What a name looks like. */
    public static final String PATTERN = "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?";

    /** The rule in words. */
    public static final String RULE = "1 to 63 of a-z, 0-9, '.', '-', starting and ending with a letter or digit";

    private static final Pattern VALID = Pattern.compile(PATTERN);

    /**
     * @throws IllegalArgumentException when the text is no name
     */
    @JsonCreator
    public NodeName {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("a node name has " + RULE);
        }
    }

    @Override
    public int compareTo(NodeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
