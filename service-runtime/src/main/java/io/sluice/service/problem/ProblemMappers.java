package io.sluice.service.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.ForbiddenException;
import io.sluice.contracts.problem.ProblemException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Every fault of a resource as a problem. The framework has mappers of its own for some of these types, and the most
 * specific one wins: hence one method for each. Public, since in tests the framework calls it from another class loader.
 */
public final class ProblemMappers {
    /** A refusal of ours. */
    @ServerExceptionMapper
    public Response refused(ProblemException fault) {
        return answer(fault);
    }

    /** Credentials of another role. */
    @ServerExceptionMapper
    public Response forbidden(ForbiddenException fault) {
        return answer(fault);
    }

    /** Violations of a body or a parameter. */
    @ServerExceptionMapper
    public Response invalid(ConstraintViolationException fault) {
        return answer(fault);
    }

    /** A body that is no JSON. */
    @ServerExceptionMapper
    public Response unreadable(JsonProcessingException fault) {
        return answer(fault);
    }

    /** JSON of another form. */
    @ServerExceptionMapper
    public Response mismatched(MismatchedInputException fault) {
        return answer(fault);
    }

    /** What the framework refuses; a redirect stays one. */
    @ServerExceptionMapper
    public Response web(WebApplicationException fault) {
        return fault.getResponse().hasEntity() && fault.getResponse().getStatus() < 400
                ? fault.getResponse()
                : answer(fault);
    }

    /** Everything else. */
    @ServerExceptionMapper
    public Response unexpected(Throwable fault) {
        return answer(fault);
    }

    private static Response answer(Throwable fault) {
        return Problems.response(Faults.problem(fault));
    }
}
