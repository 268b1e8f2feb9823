package io.sluice.node.link;

import io.sluice.contracts.problem.ProblemType;

/** What came of a call to a service. None of them is exceptional, so none is an exception. */
public sealed interface Answer<T> {
    /** The service did it. */
    record Accepted<T>(T body) implements Answer<T> {}

    /**
     * The service understood and will not do it, however often it is asked.
     *
     * @param problem the slug of the problem's type, or {@code http-<status>} when the answer was no problem
     * @param detail one sentence for the log
     */
    record Refused<T>(int status, String problem, String detail) implements Answer<T> {
        /** Whether it is this problem, by its name: a proxy in between may answer with the same status. */
        public boolean is(ProblemType type) {
            return type.slug().equals(problem);
        }
    }

    /**
     * Nobody answered in time, or what answered can't do it now.
     *
     * @param why one sentence for the log, naming the address
     */
    record Unavailable<T>(String why) implements Answer<T> {}
}
