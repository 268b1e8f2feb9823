package io.sluice.local.suite;

/** The suite could not be started, or does not have what was asked for. The message is for the user: what, where, what to do. */
public final class SuiteFailure extends RuntimeException {
    /** With the whole story in the message. */
    public SuiteFailure(String message) {
        super(message);
    }

    /** Where something else failed first. */
    public SuiteFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
