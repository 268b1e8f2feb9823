package io.sluice.node.execution;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import java.util.List;
import java.util.Set;

/** Where attempts leave what is to be told of them. */
public interface ReportSink {
    /** Takes a report; never waits, never drops. */
    void put(Report report);

    /** Takes reports that go together: whoever sends them gets all or none. */
    default void putAll(List<Report> reports) {
        reports.forEach(this::put);
    }

    /**
     * Waits while too much output is on its way already, of this attempt or of all.
     *
     * @return false when the attempt's output is not wanted any more
     */
    boolean awaitRoom(AttemptRef attempt) throws InterruptedException;

    /** Whether somebody waits in {@link #awaitRoom} for this attempt's room. */
    boolean isFull(AttemptRef attempt);

    /** Drops what is left of the attempt's output and its end. Its start stays: dispatch may still wait for it. */
    void forget(AttemptRef attempt);

    /** The attempt is over: nothing more will be put for it. */
    void release(AttemptRef attempt);

    /** Every attempt of which a report was not acknowledged. */
    Set<AttemptRef> unacknowledged();
}
