package io.sluice.verification;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskView;
import io.sluice.verification.Gateways.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads back through the API what became of a run's tasks. Needs the cluster to answer, and asks again while it does not. */
public final class Collector {
    private static final String TASKS = "/api/v1/tasks";
    private static final int PAGE = TaskPage.MAX_LIMIT;
    private static final int AT_ONCE = 8;
    private static final int OK = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CAPS_WITHIN = Duration.ofSeconds(30);

    /** What is older than the first task by this was not the run's, whatever the clocks say. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    private final Gateways gateways;
    private final Clock clock;

    /**
     * @param bases of the gateways, at least one
     * @param token of a client; empty for none
     */
    public Collector(List<URI> bases, String token) {
        this.gateways = new Gateways(bases, token, TIMEOUT);
        this.clock = Clock.systemUTC();
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record NodePage(List<NodeView> items) {}

    /** Nothing could be read for as long as there was time. */
    private static final class Unread extends Exception {
        Unread(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * The task cap of each node, as it is now: what {@link History} wants from before the run.
     *
     * @throws IOException when no gateway tells it for 30 s
     */
    public Map<NodeName, Integer> caps() throws IOException, InterruptedException {
        try {
            Map<NodeName, Integer> caps = new HashMap<>();
            get("/api/v1/nodes", NodePage.class, System.nanoTime() + CAPS_WITHIN.toNanos())
                    .items()
                    .forEach(node -> caps.put(node.name(), node.taskCap()));
            return Map.copyOf(caps);
        } catch (Unread e) {
            throw new IOException("the nodes can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until all have ended, or so long; then reads each with its attempts. What could not be read until then, and a
     * minute more, is in {@link Collected#unread}.
     */
    public Collected awaitEnded(Collection<Accepted> accepted, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        Set<UUID> ids = accepted.stream().map(Accepted::id).collect(Collectors.toSet());
        awaitNoneActive(ids, deadline);
        Map<UUID, TaskView> tasks = new ConcurrentHashMap<>();
        Map<UUID, String> unread = new ConcurrentHashMap<>();
        readEach(ids, deadline, tasks, unread);
        Set<UUID> others = new HashSet<>();
        @Nullable String unlisted = null;
        try {
            listSince(accepted, others);
        } catch (Unread e) {
            unlisted = e.getMessage();
        }
        others.removeAll(ids);
        readEach(others, System.nanoTime(), tasks, unread);
        return new Collected(tasks, unread, unlisted, clock.instant());
    }

    /** By pages of those that have not ended, since they are few: one by one would be a request for each. */
    private void awaitNoneActive(Set<UUID> ids, long deadline) throws InterruptedException {
        while (System.nanoTime() - deadline < 0) {
            try {
                Set<UUID> active = new HashSet<>();
                pages("&state=active", deadline, page -> {
                    page.items().forEach(task -> active.add(task.id()));
                    return true;
                });
                active.retainAll(ids);
                if (active.isEmpty()) {
                    return;
                }
            } catch (Unread e) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }

    private void readEach(Set<UUID> ids, long deadline, Map<UUID, TaskView> tasks, Map<UUID, String> unread)
            throws InterruptedException {
        long last = Math.max(deadline, System.nanoTime()) + TimeUnit.MINUTES.toNanos(1);
        ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE, work -> {
            Thread thread = new Thread(work, "collector");
            thread.setDaemon(true);
            return thread;
        });
        try {
            ids.forEach(id -> readers.execute(() -> readOne(id, deadline, last, tasks, unread)));
            readers.shutdown();
            if (!readers.awaitTermination(
                    last - System.nanoTime() + TimeUnit.MINUTES.toNanos(1), TimeUnit.NANOSECONDS)) {
                ids.stream()
                        .filter(id -> !tasks.containsKey(id))
                        .forEach(id -> unread.putIfAbsent(id, "there was no time left to read it"));
            }
        } finally {
            readers.shutdownNow();
        }
    }

    /** Reads it until it has ended, and at least once. */
    private void readOne(UUID id, long deadline, long last, Map<UUID, TaskView> tasks, Map<UUID, String> unread) {
        try {
            while (true) {
                TaskView task = get(TASKS + "/" + id, TaskView.class, last);
                tasks.put(id, task);
                if (task.state().isTerminal() || System.nanoTime() - deadline >= 0) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        } catch (Unread e) {
            unread.put(id, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that came since the first of the accepted was sent, whoever sent it. */
    private void listSince(Collection<Accepted> accepted, Set<UUID> listed) throws Unread, InterruptedException {
        Optional<Instant> first = accepted.stream().map(Accepted::sentAt).min(Instant::compareTo);
        if (first.isEmpty()) {
            return;
        }
        Instant since = first.get().minus(CLOCKS_APART);
        pages("", System.nanoTime() + TimeUnit.MINUTES.toNanos(1), page -> {
            boolean older = false;
            for (TaskView task : page.items()) {
                older |= task.submittedAt().isBefore(since);
                if (!task.submittedAt().isBefore(since)) {
                    listed.add(task.id());
                }
            }
            return !older;
        });
    }

    /** Reads pages for as long as the reader wants more. */
    private void pages(String filter, long deadline, Predicate<TaskPage> reader) throws Unread, InterruptedException {
        @Nullable String cursor = null;
        do {
            String path = TASKS + "?limit=" + PAGE + filter
                    + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
            TaskPage page = get(path, TaskPage.class, deadline);
            cursor = reader.test(page) ? page.next() : null;
        } while (cursor != null);
    }

    /** Asks until it is answered with 200, at least once. */
    private <T> T get(String path, Class<T> type, long deadline) throws Unread, InterruptedException {
        while (true) {
            String why;
            try {
                Answer answer = gateways.ask("GET", path, "", Map.of());
                if (answer.status() == OK) {
                    return gateways.read(answer.body(), type);
                }
                why = "GET " + path + " was answered with " + answer.status();
            } catch (JsonProcessingException e) {
                why = "GET " + path + " was answered with something else: " + e.getOriginalMessage();
            } catch (IOException e) {
                why = "GET " + path + " was not answered: " + e;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new Unread(why);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }
}
