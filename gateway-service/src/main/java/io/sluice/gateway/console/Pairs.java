package io.sluice.gateway.console;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keys with their values, as people read them. Pure. */
final class Pairs {
    private Pairs() {}

    /** Each key with its value behind this, by key. */
    static List<String> text(Map<String, String> pairs, String between) {
        return new TreeMap<>(pairs)
                .entrySet().stream()
                        .map(pair -> pair.getKey() + between + pair.getValue())
                        .toList();
    }
}
