package io.sluice.service.connection;

import io.quarkus.arc.All;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Closes each connection after its response while this process goes away, so that a client that keeps its connections
 * finds its way to another one. What is under way is finished, and what still comes is answered. A connection is closed
 * only when its response has said so: whoever was not told may already send the next request on it, and would lose that.
 * So one whose response began earlier, such as an event stream's, ends with its next response.
 */
@Singleton
class ConnectionsEnd {
    private static final int BEFORE_ALL_OTHERS = 10_000;

    private final List<Departure> departures;

    ConnectionsEnd(@All List<Departure> departures) {
        this.departures = departures;
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, BEFORE_ALL_OTHERS);
    }

    private void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_1_1 || request.version() == HttpVersion.HTTP_1_0) {
            context.addHeadersEndHandler(headers -> {
                if (departures.stream().anyMatch(Departure::hasBegun)) {
                    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                }
            });
            context.addEndHandler(ended -> {
                if (context.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
                    request.connection().close();
                }
            });
        }
        context.next();
    }
}
