package io.sluice.http;

import io.sluice.contracts.Json;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** A problem as it is sent (RFC 9457): its text, and the headers that its status asks for. */
public final class ProblemText {
    /** After how many seconds a call may be repeated that met a part that does not answer. */
    private static final String RETRY_AFTER_SECONDS = "2";

    private ProblemText() {}

    /** The headers, media type and length aside. */
    public static Map<String, String> headers(Problem problem) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (problem.status() == ProblemType.UPSTREAM_UNAVAILABLE.status()
                || problem.status() == ProblemType.QUEUE_LIMIT.status()) {
            headers.put("Retry-After", RETRY_AFTER_SECONDS);
        }
        if (problem.status() == ProblemType.UNAUTHENTICATED.status()) {
            headers.put("WWW-Authenticate", "Bearer");
        }
        return headers;
    }

    /** The body. */
    public static String body(Problem problem) {
        return Json.text(problem);
    }

    /** Answers a request with the problem. Does nothing when the answer has begun. */
    public static void write(RoutingContext context, Problem problem) {
        if (context.response().headWritten()) {
            return;
        }
        context.response().setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
        headers(problem).forEach(context.response()::putHeader);
        context.response().end(Buffer.buffer(body(problem)));
    }
}
