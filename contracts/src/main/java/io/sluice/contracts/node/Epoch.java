package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The number issued for each accepted registration of a name, from 1; it only grows. What carries an older one is refused. */
public record Epoch(@JsonValue long value) {
    /**
     * @throws IllegalArgumentException below 1
     */
    @JsonCreator
    public Epoch {
        if (value < 1) {
            throw new IllegalArgumentException("an epoch is 1 or more");
        }
    }

    /** Whether this was issued before the other. */
    public boolean isOlderThan(Epoch other) {
        return value < other.value;
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
