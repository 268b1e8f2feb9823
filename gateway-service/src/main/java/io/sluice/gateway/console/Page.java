package io.sluice.gateway.console;

/**
 * What the frame around every page shows.
 *
 * @param title of the page, for the browser
 * @param section which entry of the menu it belongs to
 * @param gateway the node that answers
 * @param version of it
 * @param actor who is signed in
 */
record Page(String title, String section, String gateway, String version, String actor) {
    /** Whether it belongs to this entry of the menu. */
    public boolean in(String entry) {
        return section.equals(entry);
    }
}
