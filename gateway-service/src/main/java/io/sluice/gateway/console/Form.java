package io.sluice.gateway.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A form as it was sent, and what is wrong with it.
 *
 * @param values what stands in the fields
 * @param errors what is wrong, by field
 * @param trouble what is wrong with the whole, or empty
 */
record Form(Map<String, String> values, Map<String, String> errors, String trouble) {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

    /** An empty one. */
    static final Form EMPTY = new Form(Map.of(), Map.of(), "");

    /** One that holds these values. */
    static Form of(Map<String, String> values) {
        return new Form(values, Map.of(), "");
    }

    /** As it was sent; the first value of each field. */
    static Form sent(MultivaluedMap<String, String> fields) {
        Map<String, String> values = new LinkedHashMap<>();
        fields.forEach((name, all) -> values.put(name, all.isEmpty() ? "" : Objects.requireNonNull(all.get(0))));
        return of(values);
    }

    /**
     * The same with what the API said of it. What is said of a field that the form does not have is said of the whole.
     *
     * @param shown fields of the form
     */
    Form refused(Problem problem, List<String> shown) {
        Map<String, String> found = new LinkedHashMap<>();
        StringBuilder rest = new StringBuilder();
        for (FieldError error : problem.errors() == null ? List.<FieldError>of() : problem.errors()) {
            String field = error.field().split("[.\\[]", 2)[0];
            if (shown.contains(field)) {
                String where = field.equals(error.field()) ? "" : error.field() + ": ";
                found.merge(field, where + error.message(), (first, second) -> first + "; " + second);
            } else {
                rest.append(rest.isEmpty() ? "" : "; ")
                        .append(error.field())
                        .append(": ")
                        .append(error.message());
            }
        }
        String text = found.isEmpty() && rest.isEmpty() ? problem.detail() : rest.toString();
        return new Form(values, found, text);
    }

    /** What stands in a field, empty when nothing does. */
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** What is wrong with a field, empty when nothing is. */
    public String error(String field) {
        return errors.getOrDefault(field, "");
    }

    /** What stands in a field as a number; what is none goes as it is, so that the API says what it should be. */
    JsonNode number(String field) {
        String text = value(field).strip();
        return NUMBER.matcher(text).matches() ? IntNode.valueOf(Integer.parseInt(text)) : TextNode.valueOf(text);
    }

    /** Whether this choice is made. */
    public boolean chosen(String field, String choice) {
        return value(field).equals(choice);
    }
}
