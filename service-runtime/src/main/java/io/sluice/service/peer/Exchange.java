package io.sluice.service.peer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One try of a call. It ends by its deadline, also when the other side sends a byte now and then, and holds no more of an
 * answer than its limit. A connection whose answer was not read to its end is closed.
 */
final class Exchange {
    private final Vertx vertx;
    private final Duration connectTimeout;
    private final Duration deadline;
    private final int largestAnswerBytes;

    /**
     * @param connectTimeout until there is a connection, a free one or a new one
     * @param deadline from then on, until the last byte of the answer
     */
    Exchange(Vertx vertx, Duration connectTimeout, Duration deadline, int largestAnswerBytes) {
        this.vertx = vertx;
        this.connectTimeout = connectTimeout;
        this.deadline = deadline;
        this.largestAnswerBytes = largestAnswerBytes;
    }

    /** There was no connection: the call can't have arrived. */
    static final class NotReached extends RuntimeException {
        NotReached(Throwable cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }

    /** The answer is above the limit, and would be so at another address too. */
    static final class TooLarge extends RuntimeException {
        TooLarge(int limitBytes) {
            super("the answer is larger than " + limitBytes + " bytes", null, false, false);
        }
    }

    /**
     * Whether a call by another connection may fare better: there was none, in time or at all, or it broke. Not so where one
     * held and no answer came, nor where no more connections are meant to be opened.
     */
    static boolean wasTheConnections(Throwable fault) {
        return fault instanceof NotReached
                ? !(fault.getCause() instanceof ConnectionPoolTooBusyException)
                : fault instanceof HttpClosedException || fault instanceof IOException;
    }

    Future<PeerAnswer> run(HttpClient client, RequestOptions options, @Nullable Buffer body) {
        return connect(client, options).compose(request -> {
            // Without one the client logs what the answer's future tells anyway.
            request.exceptionHandler(fault -> {});
            long timer = vertx.setTimer(
                    deadline.toMillis(),
                    late -> request.reset(0, new TimeoutException("no whole answer within " + deadline)));
            Future<HttpClientResponse> answer = body == null ? request.send() : request.send(body);
            return answer.compose(response -> read(request, response)).onComplete(ended -> vertx.cancelTimer(timer));
        });
    }

    /**
     * A request that has its connection. The time is kept here and not by the client's pool: when the pool's own time for a
     * waiter runs out just as a connection becomes free, it gives the connection to that waiter all the same and never gets
     * it back, until it has none left (Vert.x 4.5, the state of a waiter that leaves the queue).
     */
    private Future<HttpClientRequest> connect(HttpClient client, RequestOptions options) {
        Promise<HttpClientRequest> inTime = Promise.promise();
        long timer = vertx.setTimer(
                connectTimeout.toMillis(),
                late -> inTime.tryFail(new NotReached(new TimeoutException("no connection within " + connectTimeout))));
        client.request(options).onComplete(connected -> {
            vertx.cancelTimer(timer);
            if (connected.failed()) {
                inTime.tryFail(new NotReached(connected.cause()));
            } else if (!inTime.tryComplete(connected.result())) {
                giveBack(connected.result());
            }
        });
        return inTime.future();
    }

    /** It was not used, so the connection stays as it is. */
    private static void giveBack(HttpClientRequest request) {
        request.exceptionHandler(fault -> {});
        request.reset();
    }

    private Future<PeerAnswer> read(HttpClientRequest request, HttpClientResponse response) {
        Promise<PeerAnswer> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(answer::tryFail);
        response.handler(part -> {
            if (body.length() + part.length() > largestAnswerBytes) {
                TooLarge fault = new TooLarge(largestAnswerBytes);
                answer.tryFail(fault);
                request.reset(0, fault);
            } else {
                body.appendBuffer(part);
            }
        });
        response.endHandler(
                end -> answer.tryComplete(new PeerAnswer(response.statusCode(), response.headers(), body.getBytes())));
        return answer.future();
    }
}
