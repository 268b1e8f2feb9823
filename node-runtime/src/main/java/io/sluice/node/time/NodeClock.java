package io.sluice.node.time;

import java.time.Clock;

/** Where a node's time comes from. */
@FunctionalInterface
public interface NodeClock {
    /** This moment. */
    Moment now();

    /** The machine's clocks. */
    static NodeClock system() {
        Clock wall = Clock.systemUTC();
        return () -> new Moment(System.nanoTime(), wall.instant());
    }
}
