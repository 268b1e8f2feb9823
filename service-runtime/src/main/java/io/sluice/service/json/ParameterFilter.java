package io.sluice.service.json;

import io.sluice.contracts.StorableText;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Holds the parameters of every address to the rule for text in bodies, so that no resource has to think of it. */
public final class ParameterFilter {
    /** Refuses with {@code invalid-request}, naming each wrong parameter. */
    @ServerRequestFilter
    public void check(ContainerRequestContext request, RoutingContext connection) {
        // What can't be stored comes escaped alone.
        if (connection.request().uri().indexOf('%') >= 0) {
            List<FieldError> errors = violations(request.getUriInfo().getQueryParameters());
            if (!errors.isEmpty()) {
                throw ProblemException.invalid(errors);
            }
        }
    }

    private static List<FieldError> violations(MultivaluedMap<String, String> parameters) {
        return parameters.entrySet().stream()
                .flatMap(parameter -> parameter.getValue().stream()
                        .map(value -> StorableText.fault(parameter.getKey() + value))
                        .filter(fault -> fault != null)
                        .map(fault -> new FieldError(parameter.getKey(), fault)))
                .toList();
    }
}
