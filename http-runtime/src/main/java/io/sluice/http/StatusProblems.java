package io.sluice.http;

import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;

/** The problem of an HTTP status that a layer below the resources chose. */
public final class StatusProblems {
    private StatusProblems() {}

    /** The problem; its status is a refusal of the same class as the one that was chosen, mostly the same. */
    public static Problem of(int status) {
        return switch (status) {
            case 401 -> Problem.of(ProblemType.UNAUTHENTICATED, "Send a token: Authorization: Bearer ...");
            case 403 -> Problem.of(ProblemType.FORBIDDEN, "The caller may not do this.");
            case 404 -> Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address.");
            case 405 -> Problem.of(ProblemType.METHOD_NOT_ALLOWED, "This address does not take this method.");
            case 406 -> Problem.of(ProblemType.NOT_ACCEPTABLE, "The answer has no form that the Accept header allows.");
            case 412 -> Problem.of(ProblemType.VERSION_MISMATCH, "It has changed since it was read: read it again.");
            case 413 ->
                Problem.of(
                        ProblemType.BODY_TOO_LARGE,
                        "The body is larger than is taken here; at a gateway and at task-dispatch the setting is"
                                + " sluice.request.max-body.");
            case 414 -> Problem.of(ProblemType.URI_TOO_LONG, "The address is longer than the limit.");
            case 415 ->
                Problem.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "Send a body of the media type that this address takes, such as application/json.");
            case 417 -> Problem.of(ProblemType.EXPECTATION_FAILED, "Send no Expect header, or: Expect: 100-continue.");
            case 431 -> Problem.of(ProblemType.HEADERS_TOO_LARGE, "The headers are larger than the limit.");
            case 505 -> Problem.of(ProblemType.HTTP_VERSION_NOT_SUPPORTED, "Send HTTP/1.1, HTTP/1.0 or HTTP/2.");
            case 502, 503, 504 ->
                Problem.of(
                        ProblemType.UPSTREAM_UNAVAILABLE,
                        "A part that this needs does not answer. Try again after the time in Retry-After.");
            default ->
                status >= 500
                        ? Problem.of(ProblemType.INTERNAL, "This is a fault of ours.")
                        : Problem.of(ProblemType.INVALID_REQUEST, "The request can't be understood.");
        };
    }
}
