package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.ServerSentEvents.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class ServerSentEventsTest {
    @Test
    void anEventHasItsIdNameAndData() throws IOException {
        ServerSentEvents events = reading("id: 1:2\nevent: chunk\ndata: {\"seq\":2}\n\ndata:end\n\n");

        assertThat(events.next()).contains(new Event("1:2", "chunk", "{\"seq\":2}"));
        assertThat(events.next()).contains(new Event(null, "message", "end"));
        assertThat(events.next()).isEmpty();
    }

    @Test
    void commentsAndUnknownFieldsArePassedOver() throws IOException {
        assertThat(reading(": keep-alive\n\nretry: 5\nevent: end\ndata: x\n\n").next())
                .contains(new Event(null, "end", "x"));
    }

    @Test
    void linesOfDataAreJoined() throws IOException {
        assertThat(reading("data: a\ndata: b\n\n").next()).contains(new Event(null, "message", "a\nb"));
    }

    @Test
    void anEventThatTheEndCutsOffIsDropped() throws IOException {
        assertThat(reading("id: 1:2\ndata: half").next()).isEmpty();
    }

    @Test
    void aNameWithoutDataDoesNotPassToTheNextEvent() throws IOException {
        assertThat(reading("event: chunk\n\ndata: x\n\n").next()).contains(new Event(null, "message", "x"));
    }

    private static ServerSentEvents reading(String text) {
        return new ServerSentEvents(new BufferedReader(new StringReader(text)));
    }
}
