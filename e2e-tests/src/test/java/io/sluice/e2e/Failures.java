package io.sluice.e2e;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What clients did not get, each with its time and with what was done to the cluster just then. */
final class Failures {
    private final Queue<String> all = new ConcurrentLinkedQueue<>();
    private volatile String step = "before all";

    /** From now on the cluster is being treated so. */
    void during(String newStep) {
        step = newStep;
    }

    void add(String who, String what) {
        all.add(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " [" + step + "] " + who + ": " + what);
    }

    void add(String who, Throwable failure) {
        Throwable cause = failure.getCause();
        add(who, failure + (cause == null ? "" : ", because of " + cause));
    }

    List<String> list() {
        return List.copyOf(all);
    }
}
