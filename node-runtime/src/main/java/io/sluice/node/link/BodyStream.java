package io.sluice.node.link;

import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, pulled piece by piece by one thread, each wait with a bound: the client's own time limit ends
 * with the answer's first line. What the thread does not pull stays with the sender.
 */
final class BodyStream implements HttpResponse.BodySubscriber<BodyStream>, AutoCloseable {
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * The next bytes.
     *
     * @throws EOFException when the body has ended
     * @throws IdleTimeoutException when no byte came within the timeout
     * @throws IOException when the connection broke
     */
    List<ByteBuffer> next(Duration idleTimeout) throws IOException, InterruptedException {
        Piece piece = closed ? Piece.CLOSED : pieces.poll(idleTimeout.toNanos(), TimeUnit.NANOSECONDS);
        if (piece == null) {
            throw new IdleTimeoutException(idleTimeout);
        }
        if (closed) {
            throw new EOFException("closed here");
        }
        if (piece.end() != null) {
            pieces.add(piece);
            throw piece.end();
        }
        subscription.join().request(1);
        return piece.bytes();
    }

    /** Ends the connection, unless the body has ended. A thread that waits in {@link #next} is woken. */
    @Override
    public void close() {
        closed = true;
        pieces.add(Piece.CLOSED);
        subscription.thenAccept(Flow.Subscription::cancel);
    }

    /** The answer is handed over as soon as it begins. */
    @Override
    public CompletionStage<BodyStream> getBody() {
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

    /** Nothing came for too long. */
    static final class IdleTimeoutException extends IOException {
        IdleTimeoutException(Duration idleTimeout) {
            super("nothing came for " + idleTimeout.toMillis() + " ms");
        }
    }

    private record Piece(List<ByteBuffer> bytes, @Nullable IOException end) {
        static final Piece CLOSED = new Piece(List.of(), new EOFException("closed here"));
    }
}
