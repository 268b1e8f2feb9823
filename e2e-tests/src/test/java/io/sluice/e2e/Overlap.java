package io.sluice.e2e;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How many of some stretches of time held at once. */
final class Overlap {
    private Overlap() {}

    /**
     * A stretch of time.
     *
     * @param from inclusive
     * @param to exclusive, in the same unit
     */
    record Stretch(long from, long to) {}

    private record Edge(long at, int change) {}

    /** The most at any moment. One that begins when another ends does not overlap it. */
    static int most(List<Stretch> stretches) {
        List<Edge> edges = new ArrayList<>();
        for (Stretch stretch : stretches) {
            edges.add(new Edge(stretch.from(), 1));
            edges.add(new Edge(stretch.to(), -1));
        }
        edges.sort(Comparator.comparingLong(Edge::at).thenComparingInt(Edge::change));
        int now = 0;
        int most = 0;
        for (Edge edge : edges) {
            now += edge.change();
            most = Math.max(most, now);
        }
        return most;
    }
}
