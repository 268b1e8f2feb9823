package io.sluice.contracts;

/** Sizes as systems count them: in bytes of UTF-8, and not in Java's characters. */
public final class Utf8 {
    private static final int FIRST_OF_TWO_BYTES = 0x80;
    private static final int FIRST_OF_THREE_BYTES = 0x800;

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
        int i = 0;
        while (i < bytes.length) {
            int first = bytes[i];
            if (first > 0) {
                i++;
                continue;
            }
            int length = sequence(bytes, i);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
    }

    /** The length of the sequence of several bytes that begins here, or 0 when none does. */
    private static int sequence(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int second = at + 1 < bytes.length ? bytes[at + 1] & 0xFF : 0;
        if (first >= 0xC2 && first <= 0xDF) {
            return isFollowing(second) ? 2 : 0;
        }
        if (first >= 0xE0 && first <= 0xEF) {
            boolean tooLong = first == 0xE0 && second < 0xA0;
            boolean surrogate = first == 0xED && second >= 0xA0;
            return isFollowing(second) && !tooLong && !surrogate && isFollowing(bytes, at + 2) ? 3 : 0;
        }
        if (first >= 0xF0 && first <= 0xF4) {
            boolean tooLong = first == 0xF0 && second < 0x90;
            boolean pastUnicode = first == 0xF4 && second >= 0x90;
            return isFollowing(second)
                            && !tooLong
                            && !pastUnicode
                            && isFollowing(bytes, at + 2)
                            && isFollowing(bytes, at + 3)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean isFollowing(byte[] bytes, int at) {
        return at < bytes.length && isFollowing(bytes[at] & 0xFF);
    }

    private static boolean isFollowing(int value) {
        return (value & 0xC0) == 0x80;
    }
}
