package io.sluice.contracts;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Sizes as systems count them: in bytes of UTF-8, and not in Java's characters. */
public final class Utf8 {
    private static final int FIRST_OF_TWO_BYTES = 0x80;
    private static final int FIRST_OF_THREE_BYTES = 0x800;
    private static final int MAX_PIECE = 8_192;

    private Utf8() {}

    /** How many bytes the text takes as UTF-8. */
    public static int length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < FIRST_OF_TWO_BYTES) {
                bytes += 1;
            } else if (unit < FIRST_OF_THREE_BYTES) {
                bytes += 2;
            } else if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    /**
     * Whether the bytes are UTF-8: no other encoding, none in a longer form than needed, no half of a surrogate pair and, as in
     * every text that Sluice takes, no NUL.
     */
    public static boolean isText(byte[] bytes) {
        // Nearly all that comes is ASCII, for which no decoder has to be made.
        int ascii = 0;
        while (ascii < bytes.length && bytes[ascii] > 0) {
            ascii++;
        }
        return ascii == bytes.length || (isDecodable(bytes) && !hasNul(bytes));
    }

    private static boolean isDecodable(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer left = ByteBuffer.wrap(bytes);
        // Decoded piece by piece and thrown away: the whole text would take twice the memory of the bytes.
        CharBuffer piece = CharBuffer.allocate(Math.min(bytes.length + 1, MAX_PIECE));
        CoderResult result;
        do {
            piece.clear();
            result = decoder.decode(left, piece, true);
        } while (result.isOverflow());
        return result.isUnderflow();
    }

    private static boolean hasNul(byte[] bytes) {
        for (byte one : bytes) {
            if (one == 0) {
                return true;
            }
        }
        return false;
    }
}
