package io.sluice.node.link;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The lines of an answer that never ends, read by one thread. At most 32 MiB a line. */
public final class LineStream implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 32 << 20;

    private final BodyStream body;
    private final Deque<String> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

    LineStream(BodyStream body) {
        this.body = body;
    }

    /**
     * The next line that is not empty.
     *
     * @throws EOFException when the sender has ended, or it was closed here
     * @throws IOException when no byte came within the timeout, or the connection broke
     */
    public String next(Duration idleTimeout) throws IOException, InterruptedException {
        while (lines.isEmpty()) {
            split(body.next(idleTimeout));
        }
        return lines.remove();
    }

    private void split(List<ByteBuffer> buffers) throws IOException {
        for (ByteBuffer buffer : buffers) {
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next != '\n') {
                    unfinished.write(next);
                    continue;
                }
                String line = unfinished.toString(StandardCharsets.UTF_8).strip();
                unfinished.reset();
                if (!line.isEmpty()) {
                    lines.add(line);
                }
            }
        }
        if (unfinished.size() > MAX_LINE_BYTES) {
            throw new IOException("a line of more than " + MAX_LINE_BYTES + " bytes");
        }
    }

    /** Ends the connection. A thread that waits in {@link #next} is woken. */
    @Override
    public void close() {
        body.close();
    }
}
