package io.sluice.contracts;

import java.util.regex.Pattern;

/** Who acts, as the audit names it: 1 to 200 printable ASCII characters. */
public final class Actor {
    /** The header in which a service, or a client of itself, says who acts. */
    public static final String HEADER = "X-Sluice-Actor";

    /** Characters, inclusive. */
    public static final int MAX_LENGTH = 200;

    private static final Pattern FORM = Pattern.compile("[ -~]{1," + MAX_LENGTH + "}");

    private Actor() {}

    /** Whether the text names somebody. */
    public static boolean isWellFormed(String text) {
        return FORM.matcher(text).matches();
    }
}
