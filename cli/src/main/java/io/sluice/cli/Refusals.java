package io.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Turns an answer that is no success into what the user reads. Pure. */
final class Refusals {
    private static final int MAX_FOREIGN_TEXT_LENGTH = 200;

    private Refusals() {}

    /** The problem in the body, where it holds one. */
    static Optional<Problem> problem(ObjectMapper mapper, String body) {
        try {
            Problem problem = mapper.readValue(body, Problem.class);
            return problem == null || problem.type() == null || problem.detail() == null
                    ? Optional.empty()
                    : Optional.of(problem);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The problem's detail, then one line for each wrong field. */
    static String text(Problem problem) {
        StringJoiner lines = new StringJoiner("\n");
        lines.add(problem.detail());
        for (FieldError error : Optional.ofNullable(problem.errors()).orElse(List.of())) {
            lines.add("  " + error.field() + ": " + error.message());
        }
        if (problem.is(ProblemType.UNAUTHENTICATED)) {
            lines.add("Give the client token with --token, --token-file or SLUICE_TOKEN.");
        }
        if (problem.logId() != null) {
            lines.add("The service's log has more under " + problem.logId());
        }
        return lines.toString();
    }

    /** An answer that no Sluice gateway gives: something else listens there, or stands between. */
    static String foreign(String where, int status, String body) {
        String cut = StorableText.abbreviated(body.strip(), MAX_FOREIGN_TEXT_LENGTH, "...");
        return where + " answered " + status + ", and not as a Sluice gateway would"
                + (cut.isEmpty() ? "." : ": " + Table.plain(cut));
    }
}
