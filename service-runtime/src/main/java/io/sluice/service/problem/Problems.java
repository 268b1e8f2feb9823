package io.sluice.service.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a problem as the answer (RFC 9457), with the headers that its status asks for. */
public final class Problems {
    /** After how many seconds a call may be repeated that met a part that does not answer. */
    private static final String RETRY_AFTER_SECONDS = "2";

    private static final ObjectMapper MAPPER = Json.mapper();

    private Problems() {}

    /** The problem as the answer of a resource. */
    public static Response response(Problem problem) {
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(text(problem));
        headers(problem).forEach(answer::header);
        return answer.build();
    }

    /** The problem as the answer of a route outside the resources. Does nothing when the answer has begun. */
    public static void write(RoutingContext context, Problem problem) {
        if (context.response().headWritten()) {
            return;
        }
        context.response().setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        headers(problem).forEach(context.response()::putHeader);
        context.response().end(Buffer.buffer(text(problem)));
    }

    private static Map<String, String> headers(Problem problem) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (problem.status() == ProblemType.UPSTREAM_UNAVAILABLE.status()
                || problem.status() == ProblemType.QUEUE_LIMIT.status()) {
            headers.put(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (problem.status() == ProblemType.UNAUTHENTICATED.status()) {
            headers.put(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return headers;
    }

    private static String text(Problem problem) {
        try {
            return MAPPER.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is always JSON", e);
        }
    }
}
