package io.sluice.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.DesiredState;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.Heartbeat;
import io.sluice.contracts.node.HeartbeatReply;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Detach;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.RenewalReply;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportBatch;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.contracts.stream.ReportReply.Outcome;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.task.LogStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** A registry and a task dispatch in one, over real HTTP, that do as the test says and remember what they heard. */
public final class FakeCluster implements AutoCloseable {
    private static final ObjectMapper JSON = Json.mapper();

    public final List<RegisterRequest> registrations = new CopyOnWriteArrayList<>();
    public final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
    public final List<Renewal> renewals = new CopyOnWriteArrayList<>();
    public final List<Detach> detaches = new CopyOnWriteArrayList<>();
    public final List<Report> reports = new CopyOnWriteArrayList<>();
    /** Each call that tells of an end: detach, goodbye. In order, with the ends of attempts. */
    public final List<String> farewell = new CopyOnWriteArrayList<>();

    /** What each call showed of itself: its path, the join token or null, the secret or null. */
    public final List<Shown> shown = new CopyOnWriteArrayList<>();

    public final Set<AttemptRef> staleAttempts = ConcurrentHashMap.newKeySet();
    public final List<StreamFrame> framesOfRenewals = new CopyOnWriteArrayList<>();
    /** Frames of the renewals that come when the node has told a second time that it leaves. */
    public final List<StreamFrame> framesOfTheLastRenewals = new CopyOnWriteArrayList<>();

    public volatile long epoch = 7;
    public volatile DesiredState desired = new DesiredState(Drain.OFF, 5, 100);
    public volatile Optional<ProblemType> registryProblem = Optional.empty();
    public volatile Optional<ProblemType> dispatchProblem = Optional.empty();
    public volatile boolean takesReports = true;
    /** As a version does that knows no secrets: null, and every call needs the join token. */
    public volatile Boolean keepsSecrets = true;

    public volatile boolean wantsToken;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fake-cluster");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicReference<Stream> stream = new AtomicReference<>();
    private final AtomicInteger attachments = new AtomicInteger();

    public FakeCluster() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/node/v1/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** Whether a node listens. */
    public boolean isAttached() {
        return stream.get() != null;
    }

    /** How often a node has attached. */
    public int attachments() {
        return attachments.get();
    }

    public void send(StreamFrame frame) {
        Stream attached = stream.get();
        if (attached == null) {
            throw new IllegalStateException("no node is attached");
        }
        attached.frames().add(Optional.of(frame));
    }

    /** Breaks the stream off. */
    public void cutStream() {
        Stream attached = stream.getAndSet(null);
        if (attached != null) {
            attached.frames().add(Optional.empty());
        }
    }

    /** The text that an attempt has written, and that was acknowledged. */
    public String log(AttemptRef attempt, LogStream of) {
        return outputs(attempt).stream()
                .filter(output -> output.stream() == of)
                .map(Report.Output::text)
                .collect(Collectors.joining());
    }

    public List<Report.Output> outputs(AttemptRef attempt) {
        return reports.stream()
                .filter(report -> report.ref().equals(attempt))
                .filter(Report.Output.class::isInstance)
                .map(Report.Output.class::cast)
                .toList();
    }

    public Optional<Report.Ended> end(AttemptRef attempt) {
        return reports.stream()
                .filter(report -> report.ref().equals(attempt))
                .filter(Report.Ended.class::isInstance)
                .map(Report.Ended.class::cast)
                .findFirst();
    }

    public long starts(AttemptRef attempt) {
        return reports.stream()
                .filter(report -> report.ref().equals(attempt))
                .filter(Report.Started.class::isInstance)
                .count();
    }

    @Override
    public void close() {
        cutStream();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        shown.add(new Shown(
                path.substring(path.lastIndexOf('/') + 1),
                authorization,
                exchange.getRequestHeaders().getFirst(NodeSecrets.HEADER)));
        byte[] body = exchange.getRequestBody().readAllBytes();
        Optional<ProblemType> problem = path.startsWith("/node/v1/registry/") ? registryProblem : dispatchProblem;
        if (wantsToken && authorization == null) {
            answer(exchange, 401, Problem.of(ProblemType.UNAUTHENTICATED, "as the test says"));
            return;
        }
        if (problem.isPresent()) {
            answer(exchange, problem.get().status(), Problem.of(problem.get(), "as the test says"));
            return;
        }
        if (path.endsWith("/register")) {
            registrations.add(JSON.readValue(body, RegisterRequest.class));
            answer(exchange, 200, new RegisterReply(new UUID(0, 1), new Epoch(epoch), desired, keepsSecrets));
        } else if (path.endsWith("/heartbeat")) {
            heartbeats.add(JSON.readValue(body, Heartbeat.class));
            answer(exchange, 200, new HeartbeatReply(desired));
        } else if (path.endsWith("/goodbye") || path.endsWith("/detach")) {
            if (path.endsWith("/detach")) {
                detaches.add(JSON.readValue(body, Detach.class));
            }
            farewell.add(path.substring(path.lastIndexOf('/') + 1));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        } else if (path.endsWith("/stream")) {
            stream(exchange);
        } else if (path.endsWith("/renewals")) {
            renewals.add(JSON.readValue(body, Renewal.class));
            List<StreamFrame> frames = new ArrayList<>(framesOfRenewals);
            if (detaches.size() >= 2) {
                frames.addAll(framesOfTheLastRenewals);
            }
            answer(exchange, 200, new RenewalReply(20_000, null, frames));
        } else if (path.endsWith("/reports")) {
            reports(exchange, JSON.readValue(body, ReportBatch.class));
        } else {
            answer(exchange, 404, Problem.of(ProblemType.NOT_FOUND, path));
        }
    }

    private void reports(HttpExchange exchange, ReportBatch batch) throws IOException {
        if (!takesReports) {
            answer(exchange, 503, Problem.of(ProblemType.UPSTREAM_UNAVAILABLE, "as the test says"));
            return;
        }
        List<Outcome> outcomes = batch.reports().stream().map(this::take).toList();
        answer(exchange, 200, new ReportReply(outcomes));
    }

    private Outcome take(Report report) {
        if (staleAttempts.contains(report.ref())) {
            return Outcome.STALE;
        }
        if (reports.contains(report)) {
            return Outcome.DUPLICATE;
        }
        reports.add(report);
        if (report instanceof Report.Ended) {
            farewell.add("ended");
        }
        return Outcome.ACCEPTED;
    }

    private void stream(HttpExchange exchange) throws IOException {
        Stream attached = new Stream(new LinkedBlockingQueue<>());
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        attached.frames().add(Optional.of(new StreamFrame.KeepAlive()));
        stream.set(attached);
        attachments.incrementAndGet();
        try (OutputStream out = exchange.getResponseBody()) {
            while (stream.get() == attached) {
                Optional<StreamFrame> next = attached.frames().poll(1, TimeUnit.SECONDS);
                if (next == null) {
                    next = Optional.of(new StreamFrame.KeepAlive());
                }
                if (next.isEmpty()) {
                    return;
                }
                out.write((JSON.writeValueAsString(next.get()) + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException | InterruptedException gone) {
            stream.compareAndSet(attached, null);
        } finally {
            exchange.close();
        }
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] json = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", status < 400 ? "application/json" : Problem.MEDIA_TYPE);
        exchange.sendResponseHeaders(status, json.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(json);
        }
    }

    /** The credentials of one call. */
    public record Shown(String call, String authorization, String secret) {}

    private record Stream(BlockingQueue<Optional<StreamFrame>> frames) {}
}
