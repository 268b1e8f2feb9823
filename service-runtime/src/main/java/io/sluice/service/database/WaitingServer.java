package io.sluice.service.database;

import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.http.ProblemText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers at a service's port while the service waits to start: it is live, it is not ready, and all else is 503. */
final class WaitingServer {
    private static final Set<String> LIVE = Set.of("/q/health/live", "/q/health/started");
    private static final Set<String> READY = Set.of("/q/health", "/q/health/ready");
    private static final int IDLE_TIMEOUT_SECONDS = 10;
    private static final int END_TIMEOUT_SECONDS = 10;

    private final Vertx vertx;

    private WaitingServer(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Listens from now on.
     *
     * @throws IllegalStateException when the port is taken
     */
    static WaitingServer listen(String host, int port) throws InterruptedException {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        WaitingServer server = new WaitingServer(vertx);
        try {
            end(vertx.createHttpServer(
                            new HttpServerOptions().setHost(host).setPort(port).setIdleTimeout(IDLE_TIMEOUT_SECONDS))
                    .requestHandler(WaitingServer::answer)
                    .listen());
            return server;
        } catch (IllegalStateException e) {
            server.close();
            throw new IllegalStateException("port " + port + " can't be listened at: " + e.getMessage(), e);
        }
    }

    private static void answer(HttpServerRequest request) {
        // A kept connection would reach the service in the middle of its start.
        HttpServerResponse response = request.response().putHeader("Connection", "close");
        String path = request.path();
        if (LIVE.contains(path)) {
            response.putHeader("Content-Type", "application/json").end("{\"status\":\"UP\",\"checks\":[]}");
        } else if (READY.contains(path)) {
            response.setStatusCode(503)
                    .putHeader("Content-Type", "application/json")
                    .end("{\"status\":\"DOWN\",\"checks\":[{\"name\":\"database\",\"status\":\"DOWN\"}]}");
        } else {
            refuse(response);
        }
    }

    private static void refuse(HttpServerResponse response) {
        Problem problem = Problem.of(
                ProblemType.UPSTREAM_UNAVAILABLE,
                "This service waits for its database. Try again after the time in Retry-After.");
        response.setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
        ProblemText.headers(problem).forEach(response::putHeader);
        response.end(ProblemText.body(problem));
    }

    /** Frees the port. */
    void close() throws InterruptedException {
        end(vertx.close());
    }

    private static void end(Future<?> future) throws InterruptedException {
        try {
            future.toCompletionStage().toCompletableFuture().get(END_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        }
    }
}
