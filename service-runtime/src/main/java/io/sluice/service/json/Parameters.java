package io.sluice.service.json;

import io.sluice.contracts.problem.ProblemException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Values in addresses, read as strictly as those in bodies. */
public final class Parameters {
    // UUID.fromString takes shorter groups too, and would make one thing answer to several names.
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Parameters() {}

    /**
     * A whole number in a range, both ends included.
     *
     * @throws ProblemException {@code invalid-request}, naming the parameter
     */
    public static int wholeNumber(String name, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The answer is the same as for a number out of range.
        }
        throw ProblemException.invalid(name, "a whole number from " + least + " to " + most);
    }

    /** The id that this is in the form of RFC 9562, all 36 characters of it; empty for anything else. */
    public static Optional<UUID> uuid(String text) {
        return UUID_TEXT.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
