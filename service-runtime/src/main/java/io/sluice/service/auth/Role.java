package io.sluice.service.auth;

import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** What the tokens of this cluster are for. Policies know a role by its word ({@code quarkus.http.auth.policy}). */
enum Role {
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

    /** What a caller is told who has to show the token of this role. */
    Problem refusal(@Nullable String token) {
        String sent = token == null ? "No token was sent. " : "The token is not known here. ";
        return Problem.of(
                ProblemType.UNAUTHENTICATED,
                sent + "Send the " + word + " token: Authorization: Bearer ... (" + setting + ").");
    }
}
