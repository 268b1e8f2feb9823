package io.sluice.dispatch.logs;

/** Log stores for the tests of other features. */
public final class LogStores {
    private LogStores() {}

    public static LogStore withLimit(long bytes) {
        return new LogStore(bytes);
    }
}
