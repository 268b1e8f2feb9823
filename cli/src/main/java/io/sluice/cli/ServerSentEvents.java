package io.sluice.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events, one at a time. Comments and unknown fields are passed over. */
final class ServerSentEvents {
    private final BufferedReader lines;

    ServerSentEvents(BufferedReader lines) {
        this.lines = lines;
    }

    /**
     * One event.
     *
     * @param id as given with it, or null
     * @param name {@code message} when it has none
     */
    record Event(@Nullable String id, String name, String data) {}

    /** The next event; empty at the end of the stream. An event that the end cuts off is dropped, as the standard says. */
    Optional<Event> next() throws IOException {
        String id = null;
        String name = "message";
        StringJoiner data = new StringJoiner("\n");
        boolean hasData = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (hasData) {
                    return Optional.of(new Event(id, name, data.toString()));
                }
                id = null;
                name = "message";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            String text = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "id" -> id = text;
                case "event" -> name = text;
                case "data" -> {
                    data.add(text);
                    hasData = true;
                }
                default -> {
                    // A comment, a retry hint, or a field of a newer standard.
                }
            }
        }
        return Optional.empty();
    }
}
