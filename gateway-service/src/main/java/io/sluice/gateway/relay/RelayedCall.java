package io.sluice.gateway.relay;

import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.service.problem.Problems;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through: its body goes up and the answer's comes down as they come, at the pace of the slower side.
 * A replica that can't be reached is left for the next; once a byte was sent there is no second try, since only the node
 * knows what may be repeated. When one side breaks off, so does the other.
 */
final class RelayedCall {
    private static final Logger LOG = Logger.getLogger(RelayedCall.class);

    /** What concerns one connection only (RFC 9110, 7.6.1), and what this side answers by itself. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "expect");

    private final HttpClient client;
    private final RoutingContext routing;
    private final Context context = Vertx.currentContext();
    private final String service;
    private final Replicas replicas;
    private final Newcomers.Visit visit;
    private @Nullable HttpClientRequest upstream;
    private boolean ended;

    RelayedCall(HttpClient client, RoutingContext routing, String service, Replicas replicas, Newcomers.Visit visit) {
        this.client = client;
        this.routing = routing;
        this.service = service;
        this.replicas = replicas;
        this.visit = visit;
    }

    /** Called once, in the request's context. */
    void begin() {
        routing.request().pause();
        // A tick later, when an answer that has just been passed down in full is known to have ended.
        routing.addEndHandler(done -> context.runOnContext(now -> breakOff()));
        connect(replicas.inTurn(System.nanoTime()).iterator())
                .onSuccess(this::send)
                .onFailure(failure -> refuse("no replica of " + service + " can be reached: try again in a moment"));
    }

    /** Ends a stream in good order, from any thread. */
    void end() {
        context.runOnContext(now -> {
            HttpServerResponse response = routing.response();
            if (!response.ended() && response.headWritten()) {
                ended = true;
                response.end();
            }
            breakOff();
        });
    }

    private Future<HttpClientRequest> connect(Iterator<URI> untried) {
        URI replica = untried.next();
        return client.request(target(replica)).recover(failure -> {
            LOG.debugf("a replica of %s at %s can't be reached: %s", service, replica, failure.getMessage());
            replicas.failed(replica, System.nanoTime());
            return untried.hasNext() ? connect(untried) : Future.failedFuture(failure);
        });
    }

    private RequestOptions target(URI replica) {
        boolean tls = "https".equals(replica.getScheme());
        int port = replica.getPort() >= 0 ? replica.getPort() : tls ? 443 : 80;
        String base = replica.getRawPath() == null ? "" : replica.getRawPath().replaceAll("/+$", "");
        return new RequestOptions()
                .setMethod(routing.request().method())
                .setHost(replica.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(base + routing.request().uri());
    }

    private void send(HttpClientRequest opened) {
        HttpServerRequest request = routing.request();
        if (routing.response().closed()) {
            opened.reset();
            return;
        }
        upstream = opened;
        // Without one the client logs what the answer's future tells anyway.
        opened.exceptionHandler(fault -> {});
        copy(request.headers(), opened.headers());
        Future<HttpClientResponse> answer;
        if (hasBody(request)) {
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                routing.response().writeContinue();
            }
            answer = opened.send(request);
        } else {
            request.resume();
            answer = opened.send();
        }
        answer.onSuccess(this::passDown)
                .onFailure(failure -> refuse(service + " broke off before it answered: try again in a moment"));
    }

    private void passDown(HttpClientResponse answer) {
        visit.answered(answer.statusCode());
        HttpServerResponse response = routing.response();
        if (response.closed()) {
            answer.exceptionHandler(fault -> {});
            breakOff();
            return;
        }
        answer.end().onSuccess(end -> upstream = null);
        response.setStatusCode(answer.statusCode());
        copy(answer.headers(), response.headers());
        boolean sized = answer.headers().contains(HttpHeaders.CONTENT_LENGTH);
        if (!sized && answer.statusCode() != 204 && answer.statusCode() != 304) {
            response.setChunked(true);
        }
        // What breaks must not look like what ended.
        answer.pipe().endOnFailure(false).to(response).onFailure(failure -> {
            if (!ended) {
                tear();
            }
        });
    }

    private void refuse(String why) {
        HttpServerResponse response = routing.response();
        if (response.headWritten()) {
            tear();
        } else if (!response.closed()) {
            // What is left of the body is read and forgotten, so that the answer arrives.
            routing.request().resume();
            Problems.write(routing, Problem.of(ProblemType.UPSTREAM_UNAVAILABLE, why));
        }
    }

    /** The client is gone, or was told off, before the answer had ended: so does the service's side. */
    private void breakOff() {
        HttpClientRequest open = upstream;
        if (open != null) {
            upstream = null;
            open.reset();
        }
    }

    /** Ends the client's side so that it sees a break. A reset of HTTP/1.1 is not told to those who count open requests. */
    private void tear() {
        if (routing.request().version() == HttpVersion.HTTP_2) {
            routing.response().reset();
        } else {
            routing.request().connection().close();
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private static void copy(MultiMap from, MultiMap to) {
        Set<String> left = new HashSet<>(NOT_PASSED_ON);
        for (String named : from.getAll(HttpHeaders.CONNECTION)) {
            for (String header : named.split(",")) {
                left.add(header.strip().toLowerCase(Locale.ROOT));
            }
        }
        from.forEach(header -> {
            if (!left.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.add(header.getKey(), header.getValue());
            }
        });
    }
}
