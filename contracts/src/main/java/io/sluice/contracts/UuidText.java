package io.sluice.contracts;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An id as text: the 36 characters of RFC 9562 alone. Other spellings, which {@link UUID#fromString} takes, would make one
 * thing answer to several names.
 */
public final class UuidText {
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private UuidText() {}

    /** The id; empty for anything else. */
    public static Optional<UUID> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
