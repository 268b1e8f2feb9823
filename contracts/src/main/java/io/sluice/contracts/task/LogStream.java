package io.sluice.contracts.task;

/** Where a process wrote a piece of its output. */
public enum LogStream {
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR
}
