package io.sluice.local.suite;

/** Where a suite tells what it does, line by line, from several threads. */
@FunctionalInterface
public interface Progress {
    /** One line, or several where a log is quoted. */
    void say(String line);

    /** Says nothing to anybody. */
    static Progress silent() {
        return line -> {};
    }
}
