package io.sluice.backends;

/** A backend that could not be prepared or started. The message names it, the folder or port, and what it said. */
public final class BackendFailure extends RuntimeException {
    /** With what the operating system or the backend said. */
    public BackendFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Without a cause beyond the message. */
    public BackendFailure(String message) {
        super(message);
    }
}
