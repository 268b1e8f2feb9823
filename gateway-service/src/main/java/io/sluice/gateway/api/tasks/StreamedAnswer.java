package io.sluice.gateway.api.tasks;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.Subscriptions;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.jboss.logging.Logger;

/**
 * An answer that is made while it is sent: the next piece is asked for once the client's connection has taken the one
 * before, so that a slow client costs the memory of one piece. Written to the connection by hand, since the media type is
 * known only when it begins.
 *
 * <p>An answer that fails half way is broken off, so that nobody takes it for whole; so is one whose client takes nothing
 * for a minute.
 */
final class StreamedAnswer implements Flow.Subscriber<byte[]> {
    private static final Duration STALL_TIMEOUT = Duration.ofMinutes(1);
    private static final Logger LOG = Logger.getLogger(StreamedAnswer.class);

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final String mediaType;
    private final UniEmitter<? super Void> over;
    private volatile Flow.Subscription subscription = Subscriptions.empty();
    private volatile boolean gone;

    private StreamedAnswer(RoutingContext connection, String mediaType, UniEmitter<? super Void> over) {
        this.vertx = connection.vertx();
        this.response = connection.response();
        this.mediaType = mediaType;
        this.over = over;
    }

    /** Sends the pieces, and completes when that is over, however it went. */
    static Uni<Void> send(RoutingContext connection, String mediaType, Multi<byte[]> pieces) {
        return Uni.createFrom().emitter(over -> {
            StreamedAnswer answer = new StreamedAnswer(connection, mediaType, over);
            connection.addEndHandler(end -> answer.ended());
            pieces.subscribe().withSubscriber(answer);
        });
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        if (gone || response.closed()) {
            gone();
        } else {
            begun.request(1);
        }
    }

    @Override
    public void onNext(byte[] piece) {
        if (piece.length == 0) {
            subscription.request(1);
            return;
        }
        begin();
        long stall = vertx.setTimer(STALL_TIMEOUT.toMillis(), timer -> breakOff());
        response.write(Buffer.buffer(piece)).onComplete(written -> {
            vertx.cancelTimer(stall);
            if (written.succeeded()) {
                subscription.request(1);
            } else {
                gone();
            }
        });
    }

    @Override
    public void onError(Throwable failure) {
        if (response.headWritten()) {
            LOG.debug("an answer broke off half way", failure);
            breakOff();
        } else {
            over.fail(failure);
        }
    }

    @Override
    public void onComplete() {
        begin();
        response.end().onComplete(ended -> over.complete(null));
    }

    /** Until here the answer may still be a problem. */
    private void begin() {
        if (!response.headWritten()) {
            response.setChunked(true)
                    .putHeader("Content-Type", mediaType)
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("X-Accel-Buffering", "no");
        }
    }

    private void breakOff() {
        gone();
        response.reset();
    }

    /**
     * The client has gone, or the end was asked for while the head may still wait to be written. Whoever is told then that all is
     * over takes the media type out of that head, as RESTEasy does of an answer without an entity: the end itself tells.
     */
    private void ended() {
        if (!response.ended()) {
            gone();
        }
    }

    private void gone() {
        gone = true;
        subscription.cancel();
        over.complete(null);
    }
}
