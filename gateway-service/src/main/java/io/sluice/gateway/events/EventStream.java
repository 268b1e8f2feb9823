package io.sluice.gateway.events;

import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream: a place in the recent events, and what was not yet taken by the client's connection. All of it runs
 * in the request's own context, so that nothing here is done by two at once.
 */
final class EventStream {
    private static final Logger LOG = Logger.getLogger(EventStream.class);
    private static final int BATCH = 100;
    private static final long UNPLACED = -1;

    private final Vertx vertx;
    private final RoutingContext routing;
    private final Context context;
    private final HttpServerResponse response;
    private final RecentEvents recent;
    private final EventsConfig config;
    private final OpenStreams.Place place;
    private final long openedNanos = System.nanoTime();
    private final Runnable wake = this::wake;
    private final AtomicBoolean woken = new AtomicBoolean();

    /** What the client has seen, as long as some of it may still come here. */
    private @Nullable Offsets seen;

    private long next = UNPLACED;
    private boolean waitsForOthers;
    private boolean waitsForRoom;
    private long fullSinceNanos;
    private boolean closed;
    private long heartbeat;
    private @Nullable Cancellable ending;

    /**
     * @param seen what the client has seen before; null for a client that begins now
     */
    EventStream(
            Vertx vertx,
            RoutingContext routing,
            RecentEvents recent,
            EventsConfig config,
            OpenStreams.Place place,
            @Nullable Offsets seen) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.routing = routing;
        this.response = routing.response();
        this.recent = recent;
        this.config = config;
        this.place = place;
        this.seen = seen;
    }

    /** Begins the answer. Called once, in the request's context. */
    void open() {
        routing.addEndHandler(ended -> close());
        response.setChunked(true);
        response.write(Frames.opening());
        heartbeat = vertx.setPeriodic(config.heartbeat().toMillis(), timer -> beat());
        ending = place.ending().subscribe().with(nothing -> context.runOnContext(now -> farewell()));
        recent.listen(wake);
        pump();
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(now -> {
                woken.set(false);
                pump();
            });
        }
    }

    /** Writes what there is, as long as the connection takes it. */
    private void pump() {
        if (closed || !recent.isReady() || (next == UNPLACED && !findPlace())) {
            return;
        }
        while (!response.writeQueueFull()) {
            Optional<List<RecentEvent>> events = recent.from(next, BATCH);
            if (events.isEmpty()) {
                reset("more has happened than is kept: read everything again");
            } else if (events.get().isEmpty()) {
                return;
            } else {
                write(events.get());
            }
        }
        waitForRoom();
    }

    /** Where to begin. False while it is not to be said yet. */
    private boolean findPlace() {
        if (seen == null) {
            next = recent.end();
            response.write(Frames.position(recent.position()));
            return true;
        }
        RecentEvents.Resumption resumption = recent.resume(seen);
        if (resumption instanceof RecentEvents.Resumption.At at) {
            next = at.number();
            return true;
        }
        if (resumption instanceof RecentEvents.Resumption.TooOld) {
            reset("what happened since is not kept any more: read everything again");
            return true;
        }
        Duration left = config.catchUp().minusNanos(System.nanoTime() - openedNanos);
        if (left.isNegative() || left.isZero()) {
            reset("the last event that was seen is not known here: read everything again");
            return true;
        }
        if (!waitsForOthers) {
            waitsForOthers = true;
            vertx.setTimer(Math.max(1, left.toMillis()), timer -> {
                waitsForOthers = false;
                pump();
            });
        }
        return false;
    }

    private void reset(String why) {
        seen = null;
        next = recent.end();
        response.write(Frames.reset(why, recent.position()));
    }

    private void write(List<RecentEvent> events) {
        Buffer text = Buffer.buffer();
        for (RecentEvent event : events) {
            next = event.number() + 1;
            Offsets before = seen;
            if (before == null) {
                Frames.append(text, event, event.after());
            } else {
                if (event.offset() >= before.next(event.topic(), event.partition())) {
                    Frames.append(text, event, event.after().orLater(before));
                }
                seen = event.after().covers(before) ? null : before;
            }
        }
        if (text.length() > 0) {
            response.write(text);
        }
    }

    private void waitForRoom() {
        if (!waitsForRoom) {
            waitsForRoom = true;
            fullSinceNanos = System.nanoTime();
            response.drainHandler(room -> {
                waitsForRoom = false;
                pump();
            });
        }
    }

    private void beat() {
        if (closed) {
            return;
        }
        if (!response.writeQueueFull()) {
            response.write(Frames.heartbeat());
            return;
        }
        waitForRoom();
        if (System.nanoTime() - fullSinceNanos >= config.stalledAfter().toNanos()) {
            LOG.debugf(
                    "an event stream of %s takes nothing any more and is cut off",
                    routing.request().remoteAddress());
            place.stalled();
            cut();
        }
    }

    /** This gateway goes out of service: the client is to come back at once, elsewhere. */
    private void farewell() {
        if (closed) {
            return;
        }
        close();
        long limit = vertx.setTimer(config.stalledAfter().toMillis(), timer -> cut());
        response.end(Frames.reconnect()).onComplete(done -> vertx.cancelTimer(limit));
    }

    private void cut() {
        close();
        routing.request().connection().close();
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        vertx.cancelTimer(heartbeat);
        recent.remove(wake);
        if (ending != null) {
            ending.cancel();
        }
        place.close();
    }
}
