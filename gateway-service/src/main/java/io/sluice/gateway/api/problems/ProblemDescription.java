package io.sluice.gateway.api.problems;

import io.sluice.contracts.problem.ProblemType;

/**
 * What a problem type means.
 *
 * @param type the slug, as in the problem itself
 * @param title the sentence that all problems of the type have
 * @param status the HTTP status that goes with it
 * @param description what the caller can do about it
 */
public record ProblemDescription(String type, String title, int status, String description) {
    static ProblemDescription of(ProblemType type) {
        return new ProblemDescription(type.slug(), type.title(), type.status(), type.remedy());
    }
}
