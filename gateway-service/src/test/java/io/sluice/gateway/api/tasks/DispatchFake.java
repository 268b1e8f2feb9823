package io.sluice.gateway.api.tasks;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.sluice.contracts.Json;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.IdempotencyReservation;
import io.sluice.contracts.task.LogPage;
import io.sluice.contracts.task.LogStream;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.contracts.task.TaskView;
import io.sluice.test.TestKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Stands in for task-dispatch where a test needs what a real one can't be made to do on demand: to be behind with its
 * intake, to write a log piece by piece, not to answer. It reads no Kafka: a test says what it has stored.
 */
public final class DispatchFake implements QuarkusTestResourceLifecycleManager {
    static final int CHUNKS_ON_A_PAGE = 3;

    private static final int PARTITIONS = 8;
    private static final String TASKS = "/internal/v1/tasks";
    private static final ObjectMapper JSON = Json.mapper();

    private static final Map<UUID, TaskView> STORED = new ConcurrentHashMap<>();
    private static final Map<UUID, TaskSubmission> SUBMISSIONS = new ConcurrentHashMap<>();
    private static final Map<String, IdempotencyReservation> KEYS = new ConcurrentHashMap<>();
    private static final Map<String, Log> LOGS = new ConcurrentHashMap<>();
    private static final List<String> LISTED = new CopyOnWriteArrayList<>();
    private static final Map<UUID, Integer> MISSED = new ConcurrentHashMap<>();
    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static final AtomicInteger TO_REFUSE = new AtomicInteger();
    private static volatile long queued;
    private static volatile boolean away;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    /** An attempt's log, which grows. */
    static final class Log {
        private final List<LogPage.Chunk> chunks = new CopyOnWriteArrayList<>();
        private volatile boolean ended;

        Log write(String text) {
            return write(LogStream.STDOUT, text);
        }

        Log write(LogStream stream, String text) {
            chunks.add(new LogPage.Chunk(chunks.size() + 1L, stream, text, Instant.parse("2026-11-23T10:00:01Z")));
            return this;
        }

        Log end() {
            ended = true;
            return this;
        }

        private LogPage page(int attempt, long after) {
            boolean wasEnded = ended;
            List<LogPage.Chunk> page = chunks.stream()
                    .filter(chunk -> chunk.seq() > after)
                    .limit(CHUNKS_ON_A_PAGE)
                    .toList();
            long next = page.isEmpty() ? after : page.get(page.size() - 1).seq();
            return new LogPage(attempt, page, wasEnded && next >= chunks.size(), false, next);
        }
    }

    @Override
    public Map<String, String> start() {
        makeTopic();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/internal/v1", this::handle);
        server.start();
        return Map.of(
                "sluice.gateway.dispatch-urls",
                "http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** The task as it is from now on. */
    static void store(TaskView task) {
        STORED.put(task.id(), task);
    }

    static void store(TaskView task, TaskSubmission submission) {
        SUBMISSIONS.put(task.id(), submission);
        store(task);
    }

    static Log log(UUID task, int attempt) {
        return LOGS.computeIfAbsent(task + "#" + attempt, key -> new Log());
    }

    static void queued(long tasks) {
        queued = tasks;
    }

    /** From now on it answers every call with 503, or does not. */
    static void away(boolean isAway) {
        away = isAway;
    }

    /** It answers this many calls to reserve a key with 503, as while its replica dies. */
    static void refuseNext(int calls) {
        TO_REFUSE.set(calls);
    }

    /** Waits until it was asked for a task that it has not stored. */
    static void awaitAsked(UUID id) {
        await("dispatch is asked for " + id).until(() -> MISSED.containsKey(id));
    }

    /** Waits until it has refused another call since it is away. */
    static void awaitRefused() {
        int before = REFUSED.get();
        await("a call was refused").until(() -> REFUSED.get() > before);
    }

    /** The queries of the lists that were asked for, in order. */
    static List<String> listed() {
        return LISTED;
    }

    /** Says that all of the topic is stored. */
    static void commitIntake() throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, PARTITIONS)
                    .boxed()
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(Topics.TASKS, partition),
                            partition -> OffsetSpec.latest()));
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listOffsets(ends).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            end -> new OffsetAndMetadata(end.getValue().offset())));
            admin.alterConsumerGroupOffsets(Topics.DISPATCH_GROUP, offsets)
                    .all()
                    .get();
        }
    }

    private static void makeTopic() {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(Topics.TASKS, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers()));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean reserves = exchange.getRequestURI().getPath().endsWith("/reservations");
            if (away || (reserves && TO_REFUSE.getAndUpdate(left -> Math.max(0, left - 1)) > 0)) {
                REFUSED.incrementAndGet();
                refuse(exchange, ProblemType.UPSTREAM_UNAVAILABLE);
                return;
            }
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/internal/v1/queue")) {
                answer(exchange, 200, new QueueSummary(queued, 0, 0, false, null, null, null, null));
            } else if (path.equals("/internal/v1/nodes/load")) {
                answer(exchange, 200, List.of());
            } else if (path.equals(TASKS)) {
                list(exchange);
            } else if (path.equals(TASKS + "/reservations")) {
                IdempotencyReservation request = JSON.readValue(body, IdempotencyReservation.class);
                IdempotencyReservation bound = KEYS.putIfAbsent(request.key(), request);
                answer(exchange, 200, bound == null ? request : bound);
            } else {
                String[] parts = path.substring(TASKS.length() + 1).split("/");
                one(exchange, UUID.fromString(parts[0]), parts.length > 1 ? parts[1] : "");
            }
        }
    }

    private static void list(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        LISTED.add(exchange.getRequestURI().getRawQuery());
        if (query.contains("state=SLEEPING")) {
            answer(
                    exchange,
                    400,
                    Problem.of(
                            ProblemType.INVALID_REQUEST,
                            "Wrong: state",
                            List.of(new io.sluice.contracts.problem.FieldError("state", "one of them"))));
            return;
        }
        answer(exchange, 200, new TaskPage(List.of(), "next-one"));
    }

    private static void one(HttpExchange exchange, UUID id, String what) throws IOException {
        TaskView task = STORED.get(id);
        if (task == null) {
            MISSED.merge(id, 1, Integer::sum);
            refuse(exchange, ProblemType.NOT_FOUND);
            return;
        }
        switch (what) {
            case "" -> answer(exchange, 200, task);
            case "submission" -> answer(exchange, 200, SUBMISSIONS.get(id));
            case "cancel", "abandon" -> {
                if (task.state().isTerminal()) {
                    refuse(exchange, ProblemType.TASK_ALREADY_ENDED);
                } else {
                    store(TaskViewBuilder.aTask(id).ended(TaskState.CANCELED, task.attempt(), null));
                    answer(exchange, 200, STORED.get(id));
                }
            }
            case "log" -> {
                Map<String, String> query = query(exchange.getRequestURI());
                int attempt = Integer.parseInt(query.getOrDefault("attempt", String.valueOf(task.attempt())));
                answer(exchange, 200, log(id, attempt).page(attempt, Long.parseLong(query.get("after"))));
            }
            default -> refuse(exchange, ProblemType.NOT_FOUND);
        }
    }

    private static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static void refuse(HttpExchange exchange, ProblemType type) throws IOException {
        answer(exchange, type.status(), Problem.of(type, "said by the test"));
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", status < 400 ? "application/json" : Problem.MEDIA_TYPE);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
