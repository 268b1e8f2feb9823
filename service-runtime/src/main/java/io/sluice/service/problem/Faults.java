package io.sluice.service.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.uuid.Generators;
import io.quarkus.security.ForbiddenException;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.http.StatusProblems;
import io.sluice.service.database.Outage;
import io.sluice.service.json.FieldErrors;
import io.vertx.sqlclient.DatabaseException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a fault is to the caller. The one place that decides it, for resources and plain routes alike. */
final class Faults {
    private static final Logger LOG = Logger.getLogger(Faults.class);
    private static final int MAX_CAUSE_DEPTH = 20;

    private Faults() {}

    /** The problem to answer with. Faults of ours are logged here, once, under the id that the caller sees. */
    static Problem problem(Throwable fault) {
        Throwable cause = fault;
        for (int depth = 0; cause != null && depth < MAX_CAUSE_DEPTH; depth++) {
            Problem known = known(cause);
            if (known != null) {
                return known;
            }
            cause = cause.getCause();
        }
        return unexpected(fault);
    }

    /** The problem of an HTTP status that some layer below chose. */
    static Problem ofStatus(int status) {
        Problem problem = StatusProblems.of(status);
        return problem.is(ProblemType.INTERNAL) ? unexpected(new IllegalStateException("status " + status)) : problem;
    }

    private static @Nullable Problem known(Throwable cause) {
        if (cause instanceof ProblemException refusal) {
            return refusal.problem();
        }
        if (cause instanceof ConstraintViolationException violations) {
            return violations(violations);
        }
        if (cause instanceof JacksonException unreadable) {
            return unreadable(unreadable);
        }
        if (cause instanceof ForbiddenException) {
            return Problem.of(ProblemType.FORBIDDEN, "These credentials are for something else.");
        }
        if (cause instanceof DatabaseException || cause instanceof SQLException) {
            return Outage.isOne(cause) ? away("The database does not answer; nothing was changed.") : null;
        }
        if (cause instanceof WebApplicationException web && !(web.getCause() instanceof JacksonException)) {
            return ofStatus(web.getResponse().getStatus());
        }
        return Outage.isNoAnswer(cause) ? away("A part that this needs does not answer.") : null;
    }

    private static Problem violations(ConstraintViolationException violations) {
        return ProblemException.invalid(
                        FieldErrors.of(violations.getConstraintViolations()).toList())
                .problem();
    }

    private static Problem unreadable(JacksonException fault) {
        if (fault instanceof JsonParseException || !(fault instanceof JsonMappingException mapping)) {
            return ProblemException.invalid("body", "is no JSON that can be read")
                    .problem();
        }
        String field = mapping.getPath().stream()
                .map(step -> step.getFieldName() != null ? "." + step.getFieldName() : "[" + step.getIndex() + "]")
                .collect(Collectors.joining());
        String name = field.isEmpty() ? "body" : field.startsWith(".") ? field.substring(1) : field;
        return ProblemException.invalid(List.of(FieldErrors.refused(name, mapping, "has a value of the wrong kind")))
                .problem();
    }

    private static Problem away(String detail) {
        return Problem.of(ProblemType.UPSTREAM_UNAVAILABLE, detail + " Try again after the time in Retry-After.");
    }

    private static Problem unexpected(Throwable fault) {
        String logId = Generators.timeBasedEpochGenerator().generate().toString();
        LOG.errorf(fault, "fault %s", logId);
        return new Problem(
                ProblemType.INTERNAL.slug(),
                ProblemType.INTERNAL.title(),
                ProblemType.INTERNAL.status(),
                "This is a fault of ours. Its log id finds it in the service's log.",
                null,
                logId);
    }
}
