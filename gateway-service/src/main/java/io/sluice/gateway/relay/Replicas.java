package io.sluice.gateway.relay;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The replicas of a service, each in its turn, so that streams that last for hours spread over them. One that could not be
 * reached a moment ago comes last.
 */
final class Replicas {
    private static final Duration AVOIDED_FOR = Duration.ofSeconds(2);

    private final List<URI> urls;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<URI, Long> failedNanos = new ConcurrentHashMap<>();

    Replicas(List<URI> urls) {
        this.urls = List.copyOf(urls);
    }

    /**
     * All of them, in the order in which to try them.
     *
     * @param nowNanos by the monotonic clock
     */
    List<URI> inTurn(long nowNanos) {
        int first = turn.getAndIncrement();
        List<URI> order = new ArrayList<>();
        List<URI> avoided = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            URI url = urls.get(Math.floorMod(first + i, urls.size()));
            Long failed = failedNanos.get(url);
            boolean avoid = failed != null && nowNanos - failed < AVOIDED_FOR.toNanos();
            (avoid ? avoided : order).add(url);
        }
        order.addAll(avoided);
        return order;
    }

    /** It could not be reached. */
    void failed(URI url, long nowNanos) {
        failedNanos.put(url, nowNanos);
    }
}
