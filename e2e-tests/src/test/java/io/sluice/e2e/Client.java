package io.sluice.e2e;

import java.io.UncheckedIOException;
import java.util.Map;

/** Whoever sends requests and is answered. */
interface Client extends AutoCloseable {
    /**
     * Sends it once.
     *
     * @throws UncheckedIOException when there is no whole answer
     */
    Answer send(String method, String path, String body, Map<String, String> headers);

    @Override
    default void close() {}
}
