package io.sluice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands in for task-dispatch where a test needs what a real one can't be made to do on demand: to hang, to refuse, to
 * hold live attempts that never end. It keeps admissions by the same rule: the newest revision wins.
 */
public final class DispatchStub implements QuarkusTestResourceLifecycleManager {
    /** How it answers. */
    public enum Mode {
        ANSWER,
        REFUSE,
        HANG
    }

    private static final Map<String, Object> STATE = new ConcurrentHashMap<>();

    private final ObjectMapper json = Json.mapper();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    private record Admission(long revision, boolean open, Epoch epoch, int taskCap) {}

    private final Map<String, Admission> admissions = new ConcurrentHashMap<>();

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/internal/v1/nodes", this::handle);
        server.start();
        STATE.clear();
        return Map.of(
                "sluice.registry.dispatch-urls",
                "http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        control().release();
        server.stop(0);
        threads.shutdownNow();
    }

    /** What a test tells the stub, and asks it. */
    public static Control control() {
        return new Control();
    }

    public static final class Control {
        /** From now on, for this node alone. */
        public void mode(String node, Mode mode) {
            STATE.put("mode/" + node, mode.name());
        }

        /** Dispatch's own count. */
        public void liveAttempts(String node, int count) {
            STATE.put("live/" + node, count);
        }

        /** Bodies of the evictions asked for, in order. */
        public List<String> evictions(String node) {
            return List.copyOf(list("evict/" + node));
        }

        /** Bodies of the admissions taken or not, in order. */
        public List<String> admissions(String node) {
            return List.copyOf(list("admit/" + node));
        }

        /** Lets go of whoever hangs, unanswered. */
        public void release() {
            ((CountDownLatch) STATE.computeIfAbsent("latch", key -> new CountDownLatch(1))).countDown();
            STATE.remove("latch");
        }

        private Mode modeOf(String node) {
            return Mode.valueOf((String) STATE.getOrDefault("mode/" + node, Mode.ANSWER.name()));
        }

        private int liveOf(String node) {
            return (Integer) STATE.getOrDefault("live/" + node, 0);
        }

        private CountDownLatch latch() {
            return (CountDownLatch) STATE.computeIfAbsent("latch", key -> new CountDownLatch(1));
        }

        @SuppressWarnings("unchecked")
        private List<String> list(String key) {
            return (List<String>) STATE.computeIfAbsent(key, missing -> new CopyOnWriteArrayList<String>());
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI()
                    .getPath()
                    .substring("/internal/v1/nodes/".length())
                    .split("/");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String node = path[0];
            switch (control().modeOf(node)) {
                case ANSWER -> answer(exchange, node, path.length > 1 ? path[1] : "", body);
                case REFUSE -> send(exchange, 503, Problem.of(ProblemType.UPSTREAM_UNAVAILABLE, "refused by the test"));
                case HANG -> control().latch().await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, String node, String what, String body) throws IOException {
        if (node.equals("load")) {
            send(exchange, 200, loads());
            return;
        }
        switch (what) {
            case "admission" -> admit(exchange, node, body);
            case "retire" -> retire(exchange, node, json.readTree(body));
            case "evict" -> {
                control().list("evict/" + node).add(body);
                exchange.sendResponseHeaders(204, -1);
            }
            default -> send(exchange, 404, Problem.of(ProblemType.NOT_FOUND, what));
        }
    }

    private void admit(HttpExchange exchange, String node, String body) throws IOException {
        control().list("admit/" + node).add(body);
        NodeAdmission request = json.readValue(body, NodeAdmission.class);
        Drain drain = request.drain();
        Admission now = admissions.merge(
                node,
                new Admission(request.revision(), !drain.enabled(), request.epoch(), request.taskCap()),
                (stored, asked) -> asked.revision() > stored.revision() ? asked : stored);
        send(exchange, 200, new AdmissionReply(now.revision(), control().liveOf(node)));
    }

    private void retire(HttpExchange exchange, String node, JsonNode body) throws IOException {
        int live = control().liveOf(node);
        if (live > 0) {
            send(
                    exchange,
                    409,
                    Problem.of(
                            ProblemType.NODE_NOT_EMPTY,
                            "node " + node + " holds live attempts",
                            List.of(new FieldError("runningTasks", live + " live attempts"))));
            return;
        }
        long revision = body.get("revision").asLong();
        admissions.put(node, new Admission(revision, false, new Epoch(1), 0));
        send(exchange, 200, new AdmissionReply(revision, 0));
    }

    private List<NodeLoad> loads() {
        List<NodeLoad> loads = new ArrayList<>();
        admissions.forEach((node, admission) -> {
            if (control().modeOf(node) == Mode.ANSWER) {
                loads.add(new NodeLoad(
                        new NodeName(node),
                        admission.epoch(),
                        admission.revision(),
                        admission.open(),
                        true,
                        admission.taskCap(),
                        control().liveOf(node),
                        null));
            }
        });
        return loads;
    }

    private void send(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", status < 400 ? "application/json" : Problem.MEDIA_TYPE);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
