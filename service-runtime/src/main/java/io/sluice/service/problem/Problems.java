package io.sluice.service.problem;

import io.sluice.contracts.problem.Problem;
import io.sluice.http.ProblemText;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;

/** Writes a problem as the answer (RFC 9457), with the headers that its status asks for. */
public final class Problems {
    private Problems() {}

    /** The problem as the answer of a resource. */
    public static Response response(Problem problem) {
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(ProblemText.body(problem));
        ProblemText.headers(problem).forEach(answer::header);
        return answer.build();
    }

    /** The problem as the answer of a route outside the resources. Does nothing when the answer has begun. */
    public static void write(RoutingContext context, Problem problem) {
        ProblemText.write(context, problem);
    }
}
