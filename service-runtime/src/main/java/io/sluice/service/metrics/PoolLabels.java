package io.sluice.service.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** The values of the label {@code pool}: few, whatever people write into the label {@code pool} of nodes and tasks. Pure. */
public final class PoolLabels {
    /** For what has no pool. */
    public static final String ANY = "any";

    /** All pools together for which there is no room. */
    public static final String OTHER = "other";

    /** The most pools with numbers of their own. */
    public static final int MAX_POOLS = 50;

    private PoolLabels() {}

    /**
     * At most so many by name, the first ones, {@link #ANY} always among them, and {@link #OTHER} for the rest. No name comes
     * twice.
     *
     * @param important the most important first
     * @param name of each; empty for none
     * @param plus how two become one under the same name
     */
    public static <T> Map<String, T> bounded(
            List<T> important, Function<T, String> name, BinaryOperator<T> plus, int most) {
        Map<String, T> bounded = new LinkedHashMap<>();
        for (T one : important) {
            String named = name.apply(one);
            String value = named.isEmpty() ? ANY : named;
            if (!bounded.containsKey(value) && bounded.size() >= most && !value.equals(ANY)) {
                value = OTHER;
            }
            bounded.merge(value, one, plus);
        }
        return bounded;
    }
}
