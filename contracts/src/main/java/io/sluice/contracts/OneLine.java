package io.sluice.contracts;

/**
 * Text for one line of a log. What people and programs write may hold line breaks, escapes of terminals and marks that turn
 * the direction of text around: printed as they are they could pass for lines that Sluice wrote.
 */
public final class OneLine {
    private OneLine() {}

    /** The text with such characters as escapes, like {@code \\n}; the same text when there are none. */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscaped(text.charAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder line = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (!isEscaped(unit)) {
                line.append(unit);
            } else if (unit == '\n') {
                line.append("\\n");
            } else if (unit == '\r') {
                line.append("\\r");
            } else {
                line.append("\\u").append(String.format("%04x", (int) unit));
            }
        }
        return line.toString();
    }

    private static boolean isEscaped(char unit) {
        if (unit < 0x80) {
            return unit != '\t' && Character.isISOControl(unit);
        }
        return switch (Character.getType(unit)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> turnsText(unit);
            default -> false;
        };
    }

    /** Marks of direction; joiners, which emoji are made with, stay. */
    private static boolean turnsText(char unit) {
        return unit == '\u061C'
                || unit == '\u200E'
                || unit == '\u200F'
                || (unit >= '\u202A' && unit <= '\u202E')
                || (unit >= '\u2066' && unit <= '\u2069');
    }
}
