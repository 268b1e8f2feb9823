package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Server-sent events as they come, read on a thread of its own. */
final class EventStream implements AutoCloseable {
    private final InputStream body;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Event> seen = new ArrayList<>();
    private static final Event END_OF_STREAM = new Event("", "end-of-stream", "");

    /** One event; what it does not have is empty. */
    record Event(String id, String name, String data) {}

    EventStream(InputStream body) {
        this.body = body;
        Thread reader = new Thread(this::read, "event-stream");
        reader.setDaemon(true);
        reader.start();
    }

    /** The next event that is as wanted; those before it are passed over. */
    Event next(String what, Predicate<Event> wanted) {
        Event event = poll(what);
        while (!wanted.test(event)) {
            assertThat(event).as("%s, after %s", what, seen).isNotEqualTo(END_OF_STREAM);
            event = poll(what);
        }
        return event;
    }

    /** Everything up to the end of the stream. */
    List<Event> toEnd() {
        List<Event> all = new ArrayList<>();
        for (Event event = poll("the end"); event != END_OF_STREAM; event = poll("the end")) {
            all.add(event);
        }
        return all;
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // Over either way.
        }
    }

    private Event poll(String what) {
        try {
            Event event = Optional.ofNullable(events.poll(Api.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
                    .orElseThrow(() ->
                            new AssertionError("no event within " + Api.TIMEOUT + ": " + what + ", after " + seen));
            seen.add(event);
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            String name = "message";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(id, name, data));
                }
                if (line.isEmpty()) {
                    id = "";
                    name = "message";
                    data = "";
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data = data + line.substring(5).strip();
                }
            }
        } catch (IOException e) {
            // The stream was closed, by either side: its end.
        }
        events.add(END_OF_STREAM);
    }
}
