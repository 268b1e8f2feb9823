package io.sluice.gateway.events;

import io.vertx.core.buffer.Buffer;

/** The text of server-sent events, as the HTML standard has it. */
final class Frames {
    private static final Buffer OPENING = Buffer.buffer("retry: 2000\n\n");
    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");
    private static final Buffer RECONNECT = Buffer.buffer("retry: 500\nevent: reconnect\n"
            + "data: {\"reason\":\"this gateway goes out of service; connect again, to another one\"}\n\n");

    private Frames() {}

    /** How soon to come back after a broken connection. */
    static Buffer opening() {
        return OPENING;
    }

    /** Sets the id that a client comes back with, and is no event. */
    static Buffer position(Offsets id) {
        return Buffer.buffer("id: " + id + "\n\n");
    }

    /** A comment, for a client that closes idle connections. */
    static Buffer heartbeat() {
        return HEARTBEAT;
    }

    /** Events were missed. The reason is our own text and needs no escapes. */
    static Buffer reset(String why, Offsets id) {
        return Buffer.buffer("id: " + id + "\nevent: reset\ndata: {\"reason\":\"" + why + "\"}\n\n");
    }

    /** The last event of a stream that this gateway ends. */
    static Buffer reconnect() {
        return RECONNECT;
    }

    /** Appends an event, unless it is one that nobody is to be shown. */
    static void append(Buffer text, RecentEvent event, Offsets id) {
        String data = event.data();
        if (!data.isEmpty()) {
            text.appendString("id: ")
                    .appendString(id.toString())
                    .appendString("\nevent: ")
                    .appendString(event.topic().event())
                    .appendString("\ndata: ")
                    .appendString(data)
                    .appendString("\n\n");
        }
    }
}
