package io.sluice.service.json;

import io.sluice.contracts.StorableText;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the query of one request. What is wrong is collected, so that one answer names all of it: read every parameter, then
 * call {@link #end}. A parameter that is absent or empty asks for nothing; one that nobody reads is refused, so that a filter
 * with a typo does not pass for a wide one.
 */
public final class QueryReader {
    private static final Instant FIRST_MOMENT = Instant.EPOCH;
    private static final Instant LAST_MOMENT = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final Map<String, List<String>> query;
    private final Set<String> known = new TreeSet<>();
    private final List<FieldError> errors = new ArrayList<>();

    /** Of the parameters by name, with all values of each. */
    public QueryReader(Map<String, List<String>> query) {
        this.query = new TreeMap<>(query);
    }

    /** A value of a type that refuses a wrong text with an IllegalArgumentException, whose message is shown. */
    public <T> @Nullable T value(String name, Function<String, T> type) {
        String text = single(name);
        try {
            return text.isEmpty() ? null : type.apply(text);
        } catch (IllegalArgumentException e) {
            refuse(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** A text that the database can hold, so that it can be compared with what is stored. */
    public @Nullable String text(String name, int maxLength) {
        String text = single(name);
        String fault = StorableText.fault(text);
        if (fault != null) {
            refuse(name, fault);
        } else if (text.length() > maxLength) {
            refuse(name, "at most " + maxLength + " characters");
        }
        return text.isEmpty() ? null : text;
    }

    /** One or several of the words, with commas between, in any case; none when it asks for nothing. */
    public <E extends Enum<E>> Set<E> words(String name, Class<E> type) {
        Set<E> words = EnumSet.noneOf(type);
        String text = single(name);
        try {
            for (String word : text.isEmpty() ? new String[0] : text.split(",", -1)) {
                words.add(Enum.valueOf(type, word.strip().toUpperCase(Locale.ROOT)));
            }
        } catch (IllegalArgumentException e) {
            refuse(name, "of " + Arrays.toString(type.getEnumConstants()) + " one or several with commas between");
        }
        return words;
    }

    /** A moment with its offset from UTC. */
    public @Nullable Instant moment(String name) {
        String text = single(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            Instant moment = OffsetDateTime.parse(text).toInstant();
            if (!moment.isBefore(FIRST_MOMENT) && !moment.isAfter(LAST_MOMENT)) {
                return moment;
            }
        } catch (DateTimeException e) {
            // The answer is the same as for a moment out of range.
        }
        refuse(name, "a moment as RFC 3339 has it, such as 2026-11-27T10:00:00Z, from 1970 to 9999");
        return null;
    }

    /** A whole number in a range, both ends included. */
    public long wholeNumber(String name, long least, long most, long otherwise) {
        String text = single(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The answer is the same as for a number out of range.
        }
        refuse(name, "a whole number from " + least + " to " + most);
        return otherwise;
    }

    /** The cursor of a page that is continued: a number, which callers take as it is. */
    public @Nullable Long cursor(String name) {
        String text = single(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            refuse(name, "the next of the page before, unchanged");
            return null;
        }
    }

    /** Notes what is wrong with a parameter, such as that it contradicts another. */
    public void refuse(String name, String message) {
        errors.add(new FieldError(name, message));
    }

    /**
     * Agrees when nothing was wrong. Call it last.
     *
     * @throws ProblemException an {@code invalid-request} that names every wrong parameter
     */
    public void end() {
        String remedy = "is not known here; there are: " + String.join(", ", known);
        query.keySet().stream().filter(name -> !known.contains(name)).forEach(name -> refuse(name, remedy));
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private String single(String name) {
        known.add(name);
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            refuse(name, "is given more than once");
        }
        return values.size() == 1 ? values.get(0) : "";
    }
}
