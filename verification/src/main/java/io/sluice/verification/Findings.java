package io.sluice.verification;

import io.sluice.verification.Verdict.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What rules find, as they go. */
final class Findings {
    private final Map<Promise, Long> chances = new EnumMap<>(Promise.class);
    private final Map<Promise, List<String>> breaches = new EnumMap<>(Promise.class);
    private final List<String> notes = new ArrayList<>();

    /** The history could have broken it here. */
    void chance(Promise promise) {
        chances(promise, 1);
    }

    /** The history could have broken it so many times. */
    void chances(Promise promise, long count) {
        chances.merge(promise, count, Long::sum);
    }

    /** The history broke it here. */
    void breach(Promise promise, String sentence) {
        breaches.computeIfAbsent(promise, each -> new ArrayList<>()).add(sentence);
    }

    /** Worth knowing. */
    void note(String sentence) {
        notes.add(sentence);
    }

    Verdict verdict() {
        Map<Promise, Finding> findings = new EnumMap<>(Promise.class);
        for (Promise promise : Promise.values()) {
            findings.put(
                    promise, new Finding(chances.getOrDefault(promise, 0L), breaches.getOrDefault(promise, List.of())));
        }
        return new Verdict(findings, notes);
    }
}
