package io.sluice.service.json;

import io.sluice.contracts.problem.FieldError;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Stream;

/** What is wrong with which field, from those who found it. */
public final class FieldErrors {
    private static final Comparator<FieldError> BY_FIELD =
            Comparator.comparing(FieldError::field).thenComparing(FieldError::message);

    private FieldErrors() {}

    /** The violations, by field, each at its path as in the body: {@code command[0]}, {@code env.PATH}. */
    public static Stream<FieldError> of(Collection<? extends ConstraintViolation<?>> violations) {
        return violations.stream()
                .map(violation -> new FieldError(path(violation.getPropertyPath()), violation.getMessage()))
                .sorted(BY_FIELD);
    }

    /** Blames a field for a value that its type refused: in the type's own words where it has any, else in these. */
    public static FieldError refused(String field, Throwable fault, String otherwise) {
        String told = fault.getCause() instanceof IllegalArgumentException refusal ? refusal.getMessage() : null;
        return new FieldError(field, told != null ? told : otherwise);
    }

    /**
     * The path, without the method and parameter that validation of a call puts before it; the parameter's name when it is
     * wrong itself, {@code body} for the whole.
     */
    static String path(Path path) {
        StringBuilder text = new StringBuilder();
        String parameter = "body";
        for (Path.Node node : path) {
            append(text, node);
            if (node.getKind() == ElementKind.PARAMETER && node.getName() != null) {
                parameter = node.getName();
            }
        }
        return text.isEmpty() ? parameter : text.toString();
    }

    private static void append(StringBuilder text, Path.Node node) {
        if (node.getIndex() != null) {
            text.append('[').append(node.getIndex()).append(']');
        } else if (node.getKey() != null) {
            text.append('.').append(node.getKey());
        }
        boolean named = node.getKind() == ElementKind.PROPERTY && node.getName() != null;
        if (named) {
            text.append(text.isEmpty() ? "" : ".").append(node.getName());
        }
    }
}
