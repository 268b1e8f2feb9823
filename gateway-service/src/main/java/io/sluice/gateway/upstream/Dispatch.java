package io.sluice.gateway.upstream;

import com.fasterxml.jackson.core.type.TypeReference;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeMinutes;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.IdempotencyReservation;
import io.sluice.contracts.task.LogPage;
import io.sluice.contracts.task.QueuePause;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.contracts.task.StuckTasks;
import io.sluice.contracts.task.TaskHistory;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.contracts.task.TaskView;
import io.sluice.service.peer.Peer;
import io.sluice.service.peer.PeerFactory;
import io.sluice.service.time.Backoff;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Task-dispatch, as the gateway speaks to it. Every call ends within the setting: in an answer, or in the {@link
 * ProblemException} that dispatch answered with, {@code upstream-unavailable} when it did not answer at all.
 */
@Singleton
public class Dispatch {
    private static final String LOADS = InternalPaths.NODES + "/" + InternalPaths.LOAD;
    private static final String PAUSE = InternalPaths.QUEUE + "/" + InternalPaths.PAUSE;

    private final Peer peer;
    private final Duration timeout;

    Dispatch(PeerFactory peers, UpstreamConfig config) {
        this.peer = peers.peer("task-dispatch", config.dispatchUrls(), config.upstreamTimeout());
        this.timeout = config.upstreamTimeout();
    }

    /**
     * Binds an Idempotency-Key to a task; the answer is the binding in force, which may be an older one. Bound twice it is the
     * same, so this is tried again while no replica answers, for as long as one call may take: a replica that dies is out of
     * its Service by then.
     */
    public Uni<IdempotencyReservation> reserve(IdempotencyReservation request) {
        return reserve(request, 0, System.nanoTime() + timeout.toNanos());
    }

    private Uni<IdempotencyReservation> reserve(IdempotencyReservation request, int failures, long lastTry) {
        return peer.callAgain(
                        "POST",
                        InternalPaths.TASKS + "/" + InternalPaths.RESERVATIONS,
                        request,
                        new TypeReference<IdempotencyReservation>() {})
                .onFailure(Dispatch::isUnavailable)
                .recoverWithUni(refusal -> {
                    Duration pause = Backoff.pause(failures);
                    if (System.nanoTime() + pause.toNanos() - lastTry > 0) {
                        return Uni.createFrom().failure(refusal);
                    }
                    return Uni.createFrom()
                            .voidItem()
                            .onItem()
                            .delayIt()
                            .by(pause)
                            .chain(() -> reserve(request, failures + 1, lastTry));
                });
    }

    /** A page of tasks, newest first. The filter's entries are passed on as query parameters. */
    public Uni<TaskPage> tasks(Map<String, String> filter) {
        return peer.call("GET", InternalPaths.TASKS + query(filter), null, new TypeReference<TaskPage>() {});
    }

    /** A task with its attempts, or empty when dispatch has not stored it. */
    public Uni<Optional<TaskView>> task(UUID id) {
        return found(peer.call("GET", path(id, ""), null, new TypeReference<TaskView>() {}));
    }

    /** What was submitted, environment and input included; or empty when dispatch has not stored it. */
    public Uni<Optional<TaskSubmission>> submission(UUID id) {
        return found(peer.call(
                "GET", path(id, "/" + InternalPaths.SUBMISSION), null, new TypeReference<TaskSubmission>() {}));
    }

    /**
     * Requests that the task stops; empty when dispatch has not stored it. Fails with {@code task-already-ended} when there is
     * nothing to stop.
     */
    public Uni<Optional<TaskView>> cancel(UUID id) {
        return found(peer.call("POST", path(id, "/" + InternalPaths.CANCEL), null, new TypeReference<TaskView>() {}));
    }

    /**
     * Gives up a task that does not stop; empty when dispatch has not stored it. Fails with {@code abandon-refused} when its
     * state does not allow that yet, {@code task-already-ended} when it does not any more.
     */
    public Uni<Optional<TaskView>> abandon(UUID id) {
        return found(peer.call("POST", path(id, "/" + InternalPaths.ABANDON), null, new TypeReference<TaskView>() {}));
    }

    /**
     * A part of an attempt's log; fails with {@code not-found} when there is no such task or attempt.
     *
     * @param attempt the newest when null
     * @param after the sequence after which it begins, 0 for the beginning
     */
    public Uni<LogPage> log(UUID id, @Nullable Integer attempt, long after) {
        String which = attempt == null ? "" : "attempt=" + attempt + "&";
        return peer.call(
                "GET",
                path(id, "/" + InternalPaths.LOG + "?" + which + "after=" + after),
                null,
                new TypeReference<LogPage>() {});
    }

    /** Every node that dispatch knows, with its live attempts. */
    public Uni<List<NodeLoad>> loads() {
        return peer.call("GET", LOADS, null, new TypeReference<List<NodeLoad>>() {});
    }

    /** The load of one node; empty when dispatch does not know it. A replica of an older version answers with all nodes. */
    public Uni<List<NodeLoad>> load(NodeName name) {
        return peer.call("GET", LOADS + "?name=" + name, null, new TypeReference<List<NodeLoad>>() {});
    }

    /** The queue as a whole. */
    public Uni<QueueSummary> queue() {
        return peer.call("GET", InternalPaths.QUEUE, null, new TypeReference<QueueSummary>() {});
    }

    /** Some of the queued tasks that no node can take, by what they wait for; none while the queue is paused. */
    public Uni<List<StuckTasks>> stuck() {
        return peer.call(
                "GET", InternalPaths.QUEUE + "/" + InternalPaths.STUCK, null, new TypeReference<List<StuckTasks>>() {});
    }

    /** What ended in each of the newest minutes, 1 to 60. */
    public Uni<TaskHistory> history(int minutes) {
        return peer.call(
                "GET",
                InternalPaths.QUEUE + "/" + InternalPaths.HISTORY + "?minutes=" + minutes,
                null,
                new TypeReference<TaskHistory>() {});
    }

    /** How busy a node was in each of the newest minutes, 1 to 60; none of a node that dispatch does not know. */
    public Uni<NodeMinutes> history(NodeName name, int minutes) {
        return peer.call(
                "GET",
                InternalPaths.NODES + "/" + name + "/" + InternalPaths.HISTORY + "?minutes=" + minutes,
                null,
                new TypeReference<NodeMinutes>() {});
    }

    /** Pauses the whole queue; paused already, it is the same pause with the newer note. */
    public Uni<QueueSummary> pause(QueuePause pause) {
        return peer.call("PUT", PAUSE, pause, new TypeReference<QueueSummary>() {});
    }

    /** Lets the queue go on; nothing happens when it is not paused. */
    public Uni<QueueSummary> resume() {
        return peer.call("DELETE", PAUSE, null, new TypeReference<QueueSummary>() {});
    }

    private static <T> Uni<Optional<T>> found(Uni<T> answer) {
        return answer.map(Optional::of).onFailure(Dispatch::isNotFound).recoverWithItem(Optional.empty());
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof ProblemException refusal && refusal.problem().is(ProblemType.UPSTREAM_UNAVAILABLE);
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ProblemException refusal && refusal.problem().is(ProblemType.NOT_FOUND);
    }

    private static String path(UUID id, String what) {
        return InternalPaths.TASKS + "/" + id + what;
    }

    private static String query(Map<String, String> filter) {
        StringBuilder query = new StringBuilder();
        filter.forEach((name, value) -> query.append(query.length() == 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }
}
