package io.sluice.gateway.console;

/**
 * Something that an operator is asked to confirm.
 *
 * @param heading the question
 * @param text what will happen
 * @param action where the answer goes
 * @param word what the button says
 */
record Confirmation(String heading, String text, String action, String word) {}
