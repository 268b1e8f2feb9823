package io.sluice.verification;

import java.util.ArrayList;
import java.util.List;

/** What is only ever added to. Thread-safe. */
final class Kept<T> {
    private final List<T> all = new ArrayList<>();

    synchronized void add(T one) {
        all.add(one);
    }

    /** All so far, in the order in which they came. */
    synchronized List<T> all() {
        return List.copyOf(all);
    }
}
