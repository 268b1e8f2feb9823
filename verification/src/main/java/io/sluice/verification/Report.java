package io.sluice.verification;

import java.time.Duration;
import java.util.List;

/** The figures of a run, for people and for programs. */
public record Report(long seed, Duration lasted, History history, Verdict verdict) {
    /** As text. */
    public List<String> lines() {
        return List.of();
    }

    /** As one JSON object. */
    public String json() {
        return "{}";
    }
}
