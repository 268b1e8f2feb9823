package io.sluice.service.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.sluice.contracts.problem.ProblemException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Every fault of a resource as a problem. The framework has mappers of its own for some of these types, and the most
 * specific one wins: hence one method for each.
 */
final class ProblemMappers {
    @ServerExceptionMapper
    Response refused(ProblemException fault) {
        return answer(fault);
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException fault) {
        return answer(fault);
    }

    @ServerExceptionMapper
    Response unreadable(JsonProcessingException fault) {
        return answer(fault);
    }

    @ServerExceptionMapper
    Response mismatched(MismatchedInputException fault) {
        return answer(fault);
    }

    @ServerExceptionMapper
    Response web(WebApplicationException fault) {
        return fault.getResponse().hasEntity() && fault.getResponse().getStatus() < 400
                ? fault.getResponse()
                : answer(fault);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable fault) {
        return answer(fault);
    }

    private static Response answer(Throwable fault) {
        return Problems.response(Faults.problem(fault));
    }
}
