package io.sluice.verification;

import java.util.List;

/**
 * What a {@link Workload} was answered, up to a moment.
 *
 * @param unanswered keys of submissions that were given up when the workload was stopped: nobody knows about them
 */
public record Answers(
        List<Accepted> accepted,
        List<Replayed> replayed,
        List<Refused> refused,
        List<CancelAsked> cancels,
        List<Unexpected> unexpected,
        List<String> unanswered) {
    /** Copies the lists. */
    public Answers {
        accepted = List.copyOf(accepted);
        replayed = List.copyOf(replayed);
        refused = List.copyOf(refused);
        cancels = List.copyOf(cancels);
        unexpected = List.copyOf(unexpected);
        unanswered = List.copyOf(unanswered);
    }
}
