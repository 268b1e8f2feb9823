package io.sluice.contracts.problem;

import java.net.URI;

/** Every kind of problem that a Sluice service answers with. The slug is the stable name; never rename one. */
public enum ProblemType {
    /** Something in the request is wrong; {@code errors} names every wrong field. */
    INVALID_REQUEST(
            "invalid-request",
            400,
            "The request is not valid",
            "Correct every field that errors names, and send it again."),
    /** No credentials, or ones that are not known. */
    UNAUTHENTICATED(
            "unauthenticated",
            401,
            "Credentials are missing or unknown",
            "Send a token that is known here: Authorization: Bearer ..."),
    /** The caller is known and may not do this. */
    FORBIDDEN("forbidden", 403, "The caller may not do this", "Ask as somebody who may do this."),
    /** There is no such thing at this address. */
    NOT_FOUND("not-found", 404, "Not found", "Check the address, and the name or id in it."),
    /** The registry does not know this node; it has to register. */
    NODE_UNKNOWN("node-unknown", 404, "The node is not registered", "Register the node. An agent does that by itself."),
    /** The address exists, but not with this method. */
    METHOD_NOT_ALLOWED(
            "method-not-allowed",
            405,
            "This address does not take this method",
            "Use one of the methods that the OpenAPI document names for this address."),
    /** The caller accepts no form that the answer has. */
    NOT_ACCEPTABLE(
            "not-acceptable",
            406,
            "The answer has no form that the caller accepts",
            "Leave out the Accept header, or accept application/json."),
    /** A newer process registered under this name; the caller has to stop. */
    STALE_EPOCH(
            "stale-epoch",
            409,
            "A newer process runs under this name",
            "Stop this process: a newer one runs under the name of its node."),
    /** The name belongs to another process that lives, whose secret the caller did not show. */
    NAME_TAKEN(
            "name-taken",
            409,
            "Another process has this name",
            "Wait: the name is free when the process that has it has left, or was silent for the grace. If both are to run, give"
                    + " each a name of its own."),
    /** The attempt that was named has ended, or belongs to another node or epoch. */
    ATTEMPT_NOT_LIVE(
            "attempt-not-live",
            409,
            "The attempt is not live",
            "Stop the attempt, and drop what is to be reported of it."),
    /** The node can't be retired while something stands in the way. */
    NODE_NOT_EMPTY(
            "node-not-empty",
            409,
            "The node can't be retired yet",
            "Do what errors names: drain the node, wait until it is empty, and stop it."),
    /** The drain would leave less capacity than the floor. */
    CAPACITY_FLOOR(
            "capacity-floor",
            409,
            "Too little capacity would be left",
            "Add or resume nodes first, or ask with force."),
    /** The task has reached a terminal state, or is not in one that allows this. */
    TASK_ALREADY_ENDED(
            "task-already-ended",
            409,
            "The task's state does not allow this",
            "Read the task: its state does not allow this any more, or not yet."),
    /** The task can't be given up: it was not canceled, or its node still has time to end it. */
    ABANDON_REFUSED(
            "abandon-refused",
            409,
            "The task can't be given up yet",
            "Cancel the task first, and give it up no sooner than detail says."),
    /** This incarnation of the node was retired and can't come back. */
    NODE_RETIRED(
            "node-retired",
            410,
            "The node was retired",
            "Start the node anew: as a new process it can register again."),
    /** What the caller read has changed since (If-Match). */
    VERSION_MISMATCH(
            "version-mismatch",
            412,
            "It has changed since it was read",
            "Read it again, and send the change with the new ETag."),
    /** The body is larger than the limit. */
    BODY_TOO_LARGE("body-too-large", 413, "The body is too large", "Send less at once."),
    /** The address of the request is longer than the limit. */
    URI_TOO_LONG(
            "uri-too-long", 414, "The address is too long", "Send a shorter address, such as one with fewer filters."),
    /** The body has a media type that this address does not take. */
    UNSUPPORTED_MEDIA_TYPE(
            "unsupported-media-type",
            415,
            "The body has a media type that is not taken here",
            "Send the media type that the OpenAPI document names for this address."),
    /** The request expects something that is not done here. */
    EXPECTATION_FAILED(
            "expectation-failed",
            417,
            "The Expect header can't be met",
            "Leave out the Expect header, or send: Expect: 100-continue."),
    /** The Idempotency-Key was used with another body. */
    IDEMPOTENCY_KEY_REUSED(
            "idempotency-key-reused",
            422,
            "The Idempotency-Key was used with another body",
            "Send a new key with a new body; the old key belongs to the task that it made."),
    /** The queue is full; try again later. */
    QUEUE_LIMIT("queue-limit", 429, "The queue is full", "Send it again after the time in Retry-After."),
    /** The headers of the request are larger than the limit. */
    HEADERS_TOO_LARGE("headers-too-large", 431, "The headers are too large", "Send fewer or shorter headers."),
    /** A fault of ours; the log id finds it in the service's log. */
    INTERNAL("internal", 500, "Something went wrong here", "Look for logId in the service's log."),
    /** A part that this call needs does not answer; the call may be repeated after {@code Retry-After}. */
    UPSTREAM_UNAVAILABLE(
            "upstream-unavailable",
            503,
            "A part that this needs does not answer",
            "Send it again after the time in Retry-After."),
    /** The request is of a version of HTTP that is not spoken here. */
    HTTP_VERSION_NOT_SUPPORTED(
            "http-version-not-supported",
            505,
            "This version of HTTP is not spoken here",
            "Send HTTP/1.1, HTTP/1.0 or HTTP/2.");

    private final String slug;
    private final int status;
    private final String title;
    private final String remedy;

    ProblemType(String slug, int status, String title, String remedy) {
        this.slug = slug;
        this.status = status;
        this.title = title;
        this.remedy = remedy;
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

    /** What the caller can do about it. */
    public String remedy() {
        return remedy;
    }

    /** The slug as the relative reference that RFC 9457 wants in {@code type}. */
    public URI uri() {
        return URI.create(slug);
    }
}
