package io.sluice.http;

import io.sluice.contracts.problem.Problem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refuses malformed requests before anybody else sees them, and answers what the router itself refused: an error of the
 * request is never a part that is away. What can't even be read as a request is {@link ConnectionGuard}'s.
 */
@Singleton
final class MalformedRequests {
    private static final int BEFORE_ALL = Integer.MIN_VALUE;
    private static final int AFTER_ALL = Integer.MAX_VALUE;

    void register(@Observes Router router) {
        router.route()
                .order(BEFORE_ALL)
                .handler(MalformedRequests::refuseMalformed)
                .failureHandler(MalformedRequests::answer);
        router.route().order(AFTER_ALL).handler(context -> ProblemText.write(context, StatusProblems.of(404)));
    }

    private static void refuseMalformed(RoutingContext context) {
        Optional<Problem> refusal = RequestPolicy.refusal(head(context.request()));
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
        } else {
            context.next();
        }
    }

    /** The router refuses some requests before it asks any handler, such as one without a Host. */
    private static void answer(RoutingContext context) {
        boolean isOfTheRequest = context.statusCode() >= 400 && context.statusCode() < 500;
        if (!isOfTheRequest) {
            context.next();
            return;
        }
        RequestHead head = head(context.request());
        Optional<Problem> refusal = RequestPolicy.refusal(head);
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
        } else if (context.statusCode() == 400
                && context.request().authority() == null
                && RequestPolicy.needsNoHost(head)) {
            context.reroute(context.request().uri());
        } else {
            ProblemText.write(context, StatusProblems.of(context.statusCode()));
        }
    }

    /** Where a request was malformed nobody knows where the next one begins: the connection is of no more use. */
    private static void refuse(RoutingContext context, Problem problem) {
        HttpServerRequest request = context.request();
        if (request.version() != HttpVersion.HTTP_2) {
            context.response().putHeader("Connection", "close");
            context.addEndHandler(ended -> request.connection().close());
        }
        ProblemText.write(context, problem);
    }

    private static RequestHead head(HttpServerRequest request) {
        RequestHead.Version version = version(request.version());
        return new RequestHead(
                version,
                request.method().name(),
                request.uri(),
                version == RequestHead.Version.HTTP_2 ? null : request.headers().getAll("Host"),
                request.headers().getAll("Transfer-Encoding"),
                request.getHeader("Expect"),
                request.getHeader("Content-Type"));
    }

    /** Vert.x has none for a version that it does not know. */
    private static RequestHead.Version version(@Nullable HttpVersion version) {
        if (version == null) {
            return RequestHead.Version.OTHER;
        }
        return switch (version) {
            case HTTP_1_0 -> RequestHead.Version.HTTP_1_0;
            case HTTP_1_1 -> RequestHead.Version.HTTP_1_1;
            case HTTP_2 -> RequestHead.Version.HTTP_2;
        };
    }
}
