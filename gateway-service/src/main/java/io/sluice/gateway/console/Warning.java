package io.sluice.gateway.console;

/**
 * Something that asks for an operator.
 *
 * @param text what is so
 * @param remedy what to do about it
 * @param link where to see it, or empty
 * @param linked what the link says
 */
record Warning(String text, String remedy, String link, String linked) {
    Warning(String text, String remedy) {
        this(text, remedy, "", "");
    }
}
