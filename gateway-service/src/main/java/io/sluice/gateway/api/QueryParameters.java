package io.sluice.gateway.api;

import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The query of a request. What nobody reads is refused, so that a filter with a typo does not pass for a wide one. */
public final class QueryParameters {
    private QueryParameters() {}

    /**
     * Agrees when the query has no parameter but these.
     *
     * @throws ProblemException an {@code invalid-request} that names every other one
     */
    public static void allow(UriInfo uri, String... known) {
        MultivaluedMap<String, String> given = uri.getQueryParameters();
        Set<String> unknown = new TreeSet<>(given.keySet());
        List<String> names = List.of(known);
        names.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            String remedy = names.isEmpty()
                    ? "is not known here; there are no parameters"
                    : "is not known here; there are: " + String.join(", ", names);
            throw ProblemException.invalid(
                    unknown.stream().map(name -> new FieldError(name, remedy)).toList());
        }
    }

    /** Every value of a parameter, empty ones too, which the framework would leave out; none when it was not given. */
    public static List<String> all(UriInfo uri, String name) {
        return uri.getQueryParameters().getOrDefault(name, List.of());
    }
}
