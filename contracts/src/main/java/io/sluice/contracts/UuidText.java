package io.sluice.contracts;

import java.util.Optional;
import java.util.UUID;

/**
 * An id as text: the 36 characters of RFC 9562 alone. Other spellings, which {@link UUID#fromString} takes, would make one
 * thing answer to several names.
 */
public final class UuidText {
    private static final int LENGTH = 36;

    private UuidText() {}

    /** The id; empty for anything else. */
    public static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? text.charAt(i) != '-' : !isHex(text.charAt(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(UUID.fromString(text));
    }

    private static boolean isHex(char digit) {
        return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f') || (digit >= 'A' && digit <= 'F');
    }
}
