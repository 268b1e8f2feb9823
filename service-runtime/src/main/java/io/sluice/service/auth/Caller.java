package io.sluice.service.auth;

/**
 * Who calls.
 *
 * @param role what the credentials are for
 * @param actor who asks, for the audit: 1 to 200 characters. A caller with the shared token of a role says it itself
 */
public record Caller(Role role, String actor) {
    /** What credentials are for. */
    public enum Role {
        /** Nobody in particular: what needs no credentials. */
        ANYONE("anyone", "none"),
        /** A person or program that uses the public API. */
        CLIENT("client", "sluice.auth.token"),
        /** A node. */
        NODE("node", "sluice.auth.join-token"),
        /** A service of this cluster. */
        SERVICE("service", "sluice.auth.service-token");

        private final String word;
        private final String setting;

        Role(String word, String setting) {
            this.word = word;
            this.setting = setting;
        }

        /** The role as a person would call it. */
        String word() {
            return word;
        }

        /** The setting that holds its token. */
        String setting() {
            return setting;
        }
    }
}
