package io.sluice.contracts.problem;

import java.util.List;

/** A refusal on its way to the edge, where it becomes the answer. Expected outcomes inside a service are values instead. */
public class ProblemException extends RuntimeException {
    private final transient Problem problem;

    /** A refusal with this body. */
    public ProblemException(Problem problem) {
        super(problem.type() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** A refusal of this type. */
    public static ProblemException of(ProblemType type, String detail) {
        return new ProblemException(Problem.of(type, detail));
    }

    /** An {@code invalid-request} about these fields. */
    public static ProblemException invalid(List<FieldError> errors) {
        String fields = String.join(
                ", ", errors.stream().map(FieldError::field).distinct().toList());
        return new ProblemException(Problem.of(ProblemType.INVALID_REQUEST, "Wrong: " + fields, errors));
    }

    /** An {@code invalid-request} about one field. */
    public static ProblemException invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** The body to answer with. */
    public Problem problem() {
        return problem;
    }
}
