package io.sluice.contracts;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The one definition of text that Sluice takes: what UTF-8 can write and PostgreSQL can hold. That is all of Unicode but
 * NUL and half a surrogate pair. Every reader of JSON holds to it, for names in a map too (see {@link Json}), and no address
 * that holds anything else is served; so what one door takes is refused by none behind it.
 */
public final class StorableText {
    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /** What keeps the text from being stored, such as {@code must not hold a NUL character}; null when nothing does. */
    public static @Nullable String fault(String text) {
        int unfit = firstUnfit(text, 0);
        if (unfit < 0) {
            return null;
        }
        return text.charAt(unfit) == '\0'
                ? "must not hold a NUL character"
                : "must not hold half of a surrogate pair (a character that was cut in two)";
    }

    /** The text with U+FFFD in place of each character that can't be stored; the same text when there is none. */
    public static String replaced(String text) {
        int unfit = firstUnfit(text, 0);
        if (unfit < 0) {
            return text;
        }
        StringBuilder fit = new StringBuilder(text);
        while (unfit >= 0) {
            fit.setCharAt(unfit, REPLACEMENT);
            unfit = firstUnfit(text, unfit + 1);
        }
        return fit.toString();
    }

    /** The beginning of the text, of at most so many characters; no surrogate pair is cut in two. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** The text when it has at most so many characters, else its beginning with this behind it. */
    public static String abbreviated(String text, int most, String end) {
        return text.length() <= most ? text : cut(text, most) + end;
    }

    /** Where the first character is that can't be stored, from an index on that does not cut a pair; -1 for none. */
    private static int firstUnfit(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '\0') {
                return i;
            }
            if (Character.isSurrogate(unit)) {
                boolean paired = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /**
     * Reads what was not written by whoever sends it, such as a process's output: nobody could mend it, so it is replaced
     * rather than refused.
     */
    public static final class Replaced extends StringDeserializer {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            @Nullable String text = super.deserialize(parser, context);
            return text == null ? null : replaced(text);
        }
    }
}
