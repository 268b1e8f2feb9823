package io.sluice.contracts;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Objects;

/**
 * Why something is as it is, for programs and for people.
 *
 * @param code a stable word in capitals, such as {@code NODE_LOST}
 * @param text one sentence that names the thing and, where there is one, the remedy
 */
public record Reason(
        @JsonDeserialize(using = StorableText.Replaced.class)
        String code,

        @JsonDeserialize(using = StorableText.Replaced.class)
        String text) {
    /** The code of an end that nobody may ever learn: the node was gone for longer than the reconnect window. */
    public static final String NODE_LOST = "NODE_LOST";

    /** The longest code of an attempt's end, in characters. */
    public static final int MAX_CODE = 100;

    /** The longest text of an attempt's end, in characters. */
    public static final int MAX_TEXT = 8_192;

    public Reason {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(text, "text");
    }

    /** The same, cut to {@link #MAX_CODE} and {@link #MAX_TEXT}. */
    public Reason cut() {
        return code.length() <= MAX_CODE && text.length() <= MAX_TEXT
                ? this
                : new Reason(StorableText.cut(code, MAX_CODE), StorableText.cut(text, MAX_TEXT));
    }
}
