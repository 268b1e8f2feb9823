package io.sluice.gateway.events;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.service.problem.Problems;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/events}: what happens to tasks and nodes, as it happens. A client that comes back with
 * {@code Last-Event-ID}, at whichever gateway, goes on where it was; when that is too long ago it gets the event
 * {@code reset} and has to read everything again. Written to the connection by hand, since each event's text is made once
 * for all clients, and a client's pace is its own.
 */
@Singleton
class EventsRoute {
    private static final String PATH = "/api/v1/events";

    private final Vertx vertx;
    private final RecentEvents recent;
    private final OpenStreams streams;
    private final EventsConfig config;

    EventsRoute(Vertx vertx, RecentEvents recent, OpenStreams streams, EventsConfig config) {
        this.vertx = vertx;
        this.recent = recent;
        this.streams = streams;
        this.config = config;
    }

    void register(@Observes Router router) {
        router.get(PATH).order(RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT).handler(this::open);
        router.route(PATH)
                .order(RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT)
                .handler(context -> Problems.write(
                        context, Problem.of(ProblemType.METHOD_NOT_ALLOWED, "events can only be read, with GET")));
    }

    private void open(RoutingContext context) {
        try {
            refuseParameters(context);
            OpenStreams.Place place = streams.open();
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=UTF-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("X-Accel-Buffering", "no");
            new EventStream(
                            vertx,
                            context,
                            recent,
                            config,
                            place,
                            seen(context.request().getHeader("Last-Event-ID")))
                    .open();
        } catch (ProblemException refusal) {
            Problems.write(context, refusal.problem());
        }
    }

    /** What can't be read is an id of another time: it covers nothing, so that the client is told to begin anew. */
    private static @Nullable Offsets seen(@Nullable String lastEventId) {
        return lastEventId == null || lastEventId.isBlank()
                ? null
                : Offsets.parse(lastEventId.strip()).orElse(Offsets.NONE);
    }

    private static void refuseParameters(RoutingContext context) {
        List<FieldError> errors = context.queryParams().names().stream()
                .map(name -> new FieldError(name, "is not known here; there are no parameters"))
                .toList();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }
}
