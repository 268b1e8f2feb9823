package io.sluice.gateway.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.membership.Standing;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Streams that stay open: a bound on their number, and their end when this gateway goes out of service, so that their
 * clients come back at another one. A stream that is opened while the node drains lives on until the node stops; while it
 * stops none is opened.
 */
@Singleton
public final class OpenStreams {
    private final NodeSelf self;
    private final int limit;
    private final Counter refused;
    private final Counter stalled;
    private final AtomicInteger taken = new AtomicInteger();
    private final Set<Place> places = ConcurrentHashMap.newKeySet();

    OpenStreams(NodeSelf self, StreamsConfig config, MeterRegistry metrics) {
        this.self = self;
        this.limit = config.limit();
        Gauge.builder("sluice.gateway.streams.open", taken, AtomicInteger::get)
                .description("Event streams and followed logs that are open")
                .register(metrics);
        this.refused = Counter.builder("sluice.gateway.streams.refused")
                .description("Streams that were refused since all places were taken")
                .register(metrics);
        this.stalled = Counter.builder("sluice.gateway.streams.stalled")
                .description("Streams that were cut off since their clients took nothing any more")
                .register(metrics);
        self.onChange(this::changed);
    }

    /**
     * Takes a place, which has to be closed when the stream ends, however it ends.
     *
     * @throws ProblemException {@code upstream-unavailable} when all are taken, or this gateway stops
     */
    public Place open() {
        if (isStopping(self.now())) {
            throw ProblemException.of(
                    ProblemType.UPSTREAM_UNAVAILABLE, "this gateway stops: open the stream at another one");
        }
        if (taken.incrementAndGet() > limit) {
            taken.decrementAndGet();
            refused.increment();
            throw ProblemException.of(
                    ProblemType.UPSTREAM_UNAVAILABLE,
                    "all " + limit
                            + " streams that this gateway allows are open: try again later, or at another gateway"
                            + " (sluice.gateway.streams.limit)");
        }
        Place place = new Place();
        places.add(place);
        if (isStopping(self.now())) {
            place.end();
        }
        return place;
    }

    /**
     * The stream with a place, ended with the farewell when this gateway goes out of service. The place is given back when
     * it ends, fails or is canceled. Subscribe once.
     *
     * @throws ProblemException {@code upstream-unavailable} when all places are taken, or this gateway stops
     */
    public <T> Multi<T> hold(Multi<T> stream, Supplier<? extends T> farewell) {
        Place place = open();
        Multi<Optional<T>> items = stream.map(Optional::of).onCompletion().continueWith(Optional.<T>empty());
        Multi<Optional<T>> ending = place.ending()
                .onItem()
                .transformToMulti(
                        nothing -> Multi.createFrom().items(Optional.<T>of(farewell.get()), Optional.empty()));
        return Multi.createBy()
                .merging()
                .streams(List.of(items, ending))
                .select()
                .first(Optional::isPresent)
                .map(Optional::orElseThrow)
                .onTermination()
                .invoke(place::close);
    }

    /** How many are open. */
    int count() {
        return taken.get();
    }

    private void changed(NodeSnapshot before, NodeSnapshot after) {
        boolean drains = after.isDraining() && !before.isDraining();
        boolean stops = isStopping(after) && !isStopping(before);
        if (drains || stops) {
            places.forEach(Place::end);
        }
    }

    private static boolean isStopping(NodeSnapshot now) {
        return now.standing() == Standing.LEAVING || now.standing() == Standing.REFUSED;
    }

    /** The right to keep one stream open. */
    public final class Place implements AutoCloseable {
        private final AtomicBoolean closed = new AtomicBoolean();
        private boolean ended;
        private @Nullable UniEmitter<? super Void> waiting;

        private Place() {}

        /** Fires once this gateway goes out of service, on a worker thread; never fails. For one subscriber. */
        public Uni<Void> ending() {
            return Uni.createFrom().<Void>emitter(this::await).emitOn(Infrastructure.getDefaultExecutor());
        }

        /** The client takes nothing any more, and is cut off: counted. */
        void stalled() {
            stalled.increment();
        }

        /** Gives the place back. Once is enough, more does no harm. */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                places.remove(this);
                taken.decrementAndGet();
            }
        }

        private void await(UniEmitter<? super Void> emitter) {
            synchronized (this) {
                if (!ended) {
                    waiting = emitter;
                    return;
                }
            }
            emitter.complete(null);
        }

        private void end() {
            UniEmitter<? super Void> told;
            synchronized (this) {
                ended = true;
                told = waiting;
                waiting = null;
            }
            if (told != null) {
                told.complete(null);
            }
        }
    }
}
