package io.sluice.verification;

import java.util.List;

/**
 * A submission that is wrong on purpose, and what was answered.
 *
 * @param name of the task that must never be, if the submission has one; else empty
 * @param wrong the field that is wrong
 * @param status of the answer; 400, if the promise holds
 * @param type of the problem, or empty when the answer was none
 * @param fields that the problem names
 */
public record Refused(String name, String wrong, int status, String type, List<String> fields) {
    /** Copies the list. */
    public Refused {
        fields = List.copyOf(fields);
    }
}
