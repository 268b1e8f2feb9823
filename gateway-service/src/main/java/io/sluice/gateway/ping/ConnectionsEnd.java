package io.sluice.gateway.ping;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.membership.Standing;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Closes each connection after its response while this gateway drains or stops, so that a client that keeps its
 * connections finds its way to another one. What is under way is finished, and what still comes is answered. A connection
 * is closed only when its response has said so: whoever was not told may already send the next request on it, and would
 * lose that. So one whose response began earlier, such as an event stream's, ends with its next response.
 */
@Singleton
class ConnectionsEnd {
    private static final int BEFORE_ALL_OTHERS = 10_000;

    private final NodeSelf self;

    ConnectionsEnd(NodeSelf self) {
        this.self = self;
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, BEFORE_ALL_OTHERS);
    }

    private void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_1_1 || request.version() == HttpVersion.HTTP_1_0) {
            context.addHeadersEndHandler(headers -> {
                if (goesAway()) {
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

    private boolean goesAway() {
        NodeSnapshot now = self.now();
        return now.isDraining() || now.standing() == Standing.LEAVING || now.standing() == Standing.REFUSED;
    }
}
