package io.sluice.verification;

import java.util.List;
import java.util.Map;

/**
 * What a history shows.
 *
 * @param findings one for each promise
 * @param notes what is worth knowing and breaks nothing
 */
public record Verdict(Map<Promise, Finding> findings, List<String> notes) {
    /** Copies the collections. */
    public Verdict {
        findings = Map.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /**
     * Of one promise.
     *
     * @param chances how often the history gave an opportunity to break it
     * @param breaches one sentence for each time it was broken
     */
    public record Finding(long chances, List<String> breaches) {
        /** Copies the list. */
        public Finding {
            breaches = List.copyOf(breaches);
        }
    }

    /** What was found of the promise. */
    public Finding of(Promise promise) {
        return findings.getOrDefault(promise, new Finding(0, List.of()));
    }

    /** Whether nothing was broken. */
    public boolean holds() {
        return findings.values().stream().allMatch(finding -> finding.breaches().isEmpty());
    }
}
