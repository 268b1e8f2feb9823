package io.sluice.node.link;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an answer that never ends, read by one thread. What the thread does not read stays with the sender. At
 * most 32 MiB a line.
 */
public final class LineStream
        implements HttpResponse.BodySubscriber<ServiceLink.Body>, ServiceLink.Body, AutoCloseable {
    private static final int LONGEST_LINE_BYTES = 32 << 20;

    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final Deque<String> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    LineStream() {}

    /**
     * The next line that is not empty.
     *
     * @throws EOFException when the sender has ended
     * @throws IOException when no byte came within the silence, or the connection broke
     */
    public String next(Duration silence) throws IOException, InterruptedException {
        while (lines.isEmpty()) {
            Piece piece = pieces.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
            if (piece == null) {
                throw new IOException("nothing came for " + silence.toMillis() + " ms");
            }
            if (piece.end() != null) {
                pieces.add(piece);
                throw piece.end();
            }
            split(piece.bytes());
            subscription.join().request(1);
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
        if (unfinished.size() > LONGEST_LINE_BYTES) {
            throw new IOException("a line of more than " + LONGEST_LINE_BYTES + " bytes");
        }
    }

    /** Ends the connection. A thread that waits in {@link #next} is woken. */
    @Override
    public void close() {
        subscription.thenAccept(Flow.Subscription::cancel);
        pieces.add(new Piece(List.of(), new EOFException("closed here")));
    }

    @Override
    public CompletionStage<ServiceLink.Body> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription accepted) {
        if (subscription.complete(accepted)) {
            accepted.request(1);
        } else {
            accepted.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        pieces.add(new Piece(buffers, null));
    }

    @Override
    public void onError(Throwable cause) {
        pieces.add(new Piece(List.of(), new IOException(String.valueOf(cause.getMessage()), cause)));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(List.of(), new EOFException("ended by the sender")));
    }

    private record Piece(List<ByteBuffer> bytes, @Nullable IOException end) {}
}
