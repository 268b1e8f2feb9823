package io.sluice.contracts.problem;

import java.net.URI;

/** Every kind of problem that a Sluice service answers with. The slug is the stable name; never rename one. */
public enum ProblemType {
    /** Something in the request is wrong; {@code errors} names every wrong field. */
    INVALID_REQUEST("invalid-request", 400, "The request is not valid"),
    /** No credentials, or ones that are not known. */
    UNAUTHENTICATED("unauthenticated", 401, "Credentials are missing or unknown"),
    /** The caller is known and may not do this. */
    FORBIDDEN("forbidden", 403, "The caller may not do this"),
    /** There is no such thing at this address. */
    NOT_FOUND("not-found", 404, "Not found"),
    /** The registry does not know this node; it has to register. */
    NODE_UNKNOWN("node-unknown", 404, "The node is not registered"),
    /** The address exists, but not with this method. */
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "This address does not take this method"),
    /** The caller accepts no form that the answer has. */
    NOT_ACCEPTABLE("not-acceptable", 406, "The answer has no form that the caller accepts"),
    /** A newer process registered under this name; the caller has to stop. */
    STALE_EPOCH("stale-epoch", 409, "A newer process runs under this name"),
    /** The attempt that was named has ended, or belongs to another node or epoch. */
    ATTEMPT_NOT_LIVE("attempt-not-live", 409, "The attempt is not live"),
    /** The node can't be retired while something stands in the way. */
    NODE_NOT_EMPTY("node-not-empty", 409, "The node can't be retired yet"),
    /** The drain would leave less capacity than the floor. */
    CAPACITY_FLOOR("capacity-floor", 409, "Too little capacity would be left"),
    /** The task has reached a terminal state, or is not in one that allows this. */
    TASK_ALREADY_ENDED("task-already-ended", 409, "The task's state does not allow this"),
    /** This incarnation of the node was retired and can't come back. */
    NODE_RETIRED("node-retired", 410, "The node was retired"),
    /** What the caller read has changed since (If-Match). */
    VERSION_MISMATCH("version-mismatch", 412, "It has changed since it was read"),
    /** The body is larger than the limit. */
    BODY_TOO_LARGE("body-too-large", 413, "The body is too large"),
    /** The body has a media type that this address does not take. */
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body has a media type that is not taken here"),
    /** The Idempotency-Key was used with another body. */
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The Idempotency-Key was used with another body"),
    /** The queue is full; try again later. */
    QUEUE_LIMIT("queue-limit", 429, "The queue is full"),
    /** A fault of ours; the log id finds it in the service's log. */
    INTERNAL("internal", 500, "Something went wrong here"),
    /** A part that this call needs does not answer; the call may be repeated after {@code Retry-After}. */
    UPSTREAM_UNAVAILABLE("upstream-unavailable", 503, "A part that this needs does not answer");

    private final String slug;
    private final int status;
    private final String title;

    ProblemType(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    /** The stable name, such as {@code stale-epoch}. */
    public String slug() {
        return slug;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    /** The sentence that is the same for all problems of this type. */
    public String title() {
        return title;
    }

    /** The slug as the relative reference that RFC 9457 wants in {@code type}. */
    public URI uri() {
        return URI.create(slug);
    }
}
