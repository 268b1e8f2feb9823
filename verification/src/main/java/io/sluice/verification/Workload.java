package io.sluice.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.task.IdempotencyReservation;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import io.sluice.verification.Gateways.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A steady stream of tasks through the gateways of a cluster. Each has an Idempotency-Key, made once, and is sent again
 * with it, to the next gateway, until an answer settles it or the workload is stopped. Nothing but a 202 counts as
 * accepted. At most so many submissions as the plan says are on their way; while they are, no new one is made.
 */
public final class Workload implements AutoCloseable {
    private static final String TASKS = "/api/v1/tasks";
    private static final int ACCEPTED = 202;
    private static final int OK = 200;
    private static final int BODY_SHOWN = 500;
    private static final int SIDE_THREADS = 8;
    private static final int MAX_ASIDE = 500;
    private static final int REPLAY_TRIES = 20;
    private static final Duration MIN_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final WorkloadPlan plan;
    private final Gateways gateways;
    private final Drafts drafts;
    private final Clock clock;
    private final Semaphore room;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread pacer;
    private final ExecutorService senders;
    private final ScheduledThreadPoolExecutor aside;

    private final Kept<Accepted> accepted = new Kept<>();
    private final Kept<Replayed> replayed = new Kept<>();
    private final Kept<Refused> refused = new Kept<>();
    private final Kept<CancelAsked> cancels = new Kept<>();
    private final Kept<Unexpected> unexpected = new Kept<>();
    private final Kept<String> unanswered = new Kept<>();

    /**
     * @param bases of the gateways, at least one, such as {@code http://localhost:8080}
     * @param token of a client; empty for none
     * @param random the same seed gives the same tasks; used by this workload alone from now on
     */
    public Workload(List<URI> bases, String token, WorkloadPlan plan, Random random, Witness witness) {
        this(new Gateways(bases, token, TIMEOUT), plan, random, witness, Clock.systemUTC());
    }

    Workload(Gateways gateways, WorkloadPlan plan, Random random, Witness witness, Clock clock) {
        this.plan = plan;
        this.gateways = gateways;
        this.clock = clock;
        this.drafts = new Drafts(plan, random, witness, "verify-" + UUID.randomUUID());
        this.room = new Semaphore(plan.mostOutstanding());
        this.pacer = new Thread(this::pace, "workload");
        pacer.setDaemon(true);
        this.senders = Executors.newCachedThreadPool(daemons("workload-sender"));
        this.aside = new ScheduledThreadPoolExecutor(SIDE_THREADS, daemons("workload-aside"));
        aside.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        aside.setRemoveOnCancelPolicy(true);
    }

    /** Begins. Once. */
    public void start() {
        pacer.start();
    }

    /** Makes nothing new, sends nothing again, and waits, so long at most, for the answers to what is on its way. */
    public void stop(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        stopping.countDown();
        senders.shutdown();
        aside.shutdown();
        pacer.join(Math.max(1, longest.toMillis()));
        boolean answered = senders.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                & aside.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (!answered) {
            senders.shutdownNow();
            aside.shutdownNow();
        }
    }

    /** What was answered so far. */
    public Answers answers() {
        return new Answers(
                accepted.all(), replayed.all(), refused.all(), cancels.all(), unexpected.all(), unanswered.all());
    }

    /** Submissions on their way now. */
    public int outstanding() {
        return plan.mostOutstanding() - room.availablePermits();
    }

    /** Stops at once; what is on its way is given up. */
    @Override
    public void close() {
        stopping.countDown();
        senders.shutdownNow();
        aside.shutdownNow();
    }

    /** At the plan's rate by the monotonic clock; what could not be made in time is not made up for. */
    private void pace() {
        long everyNanos = (long) (TimeUnit.SECONDS.toNanos(1) / plan.tasksPerSecond());
        long due = System.nanoTime();
        try {
            while (!stopping.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                if (room.tryAcquire(MIN_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    send(drafts.next());
                    due += everyNanos;
                }
                due = Math.max(due, System.nanoTime() - everyNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Draft draft) {
        Runnable sending = () -> {
            try {
                sendUntilAnswered(draft);
            } finally {
                room.release();
            }
        };
        try {
            senders.execute(sending);
        } catch (RejectedExecutionException stopped) {
            room.release();
        }
    }

    private void sendUntilAnswered(Draft draft) {
        Instant sentAt = clock.instant();
        int tries = 0;
        try {
            do {
                tries++;
                Optional<Answer> answer = submit(draft);
                if (answer.isPresent() && !answer.get().isPassing()) {
                    settle(draft, answer.get(), sentAt, tries);
                    return;
                }
                if (stopping.await(pause(tries, answer).toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
            } while (true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        unanswered.add(draft.key());
    }

    private void settle(Draft draft, Answer answer, Instant sentAt, int tries) {
        if (draft instanceof Draft.Good good) {
            Optional<UUID> id = acceptedId(answer);
            if (id.isEmpty()) {
                unexpected.add(unexpected(good.key(), answer));
                return;
            }
            accepted.add(new Accepted(
                    id.get(), good.key(), good.guarantee(), good.runs(), good.shape(), sentAt, clock.instant(), tries));
            later(good.cancelAfter(), () -> cancel(id.get()));
            later(good.replayAfter(), () -> replay(good, id.get()));
        } else if (draft instanceof Draft.Bad bad) {
            refused.add(refusal(bad, answer));
        }
    }

    private Optional<Answer> submit(Draft draft) throws InterruptedException {
        try {
            return Optional.of(
                    gateways.ask("POST", TASKS, draft.body(), Map.of(IdempotencyReservation.HEADER, draft.key())));
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }

    private void replay(Draft.Good good, UUID first) {
        try {
            for (int tries = 1; tries <= REPLAY_TRIES; tries++) {
                Optional<Answer> answer = submit(good);
                if (answer.isPresent() && !answer.get().isPassing()) {
                    acceptedId(answer.get())
                            .ifPresentOrElse(
                                    second -> replayed.add(new Replayed(good.key(), first, second)),
                                    () -> unexpected.add(unexpected(good.key(), answer.get())));
                    return;
                }
                if (stopping.await(pause(tries, answer).toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asked once: whoever asks and hears nothing does not know, and the checker takes it so. */
    private void cancel(UUID task) {
        Instant askedAt = clock.instant();
        try {
            Answer answer = gateways.ask("POST", TASKS + "/" + task + "/cancel", "", Map.of());
            String said = answer.status() == OK ? "" : shown(answer);
            cancels.add(new CancelAsked(task, askedAt, clock.instant(), answer.status(), state(answer), said));
        } catch (IOException noAnswer) {
            cancels.add(new CancelAsked(task, askedAt, null, null, null, ""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancels.add(new CancelAsked(task, askedAt, null, null, null, ""));
        }
    }

    /** Left out when too much waits already. */
    private void later(Duration after, Runnable act) {
        if (after.isNegative() || aside.getQueue().size() >= MAX_ASIDE) {
            return;
        }
        try {
            aside.schedule(act, after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            // The run is over; nobody is waiting for this.
            return;
        }
    }

    private @Nullable TaskState state(Answer answer) {
        if (answer.status() != OK) {
            return null;
        }
        try {
            return gateways.read(answer.body(), TaskView.class).state();
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private Optional<UUID> acceptedId(Answer answer) {
        if (answer.status() != ACCEPTED) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    gateways.read(answer.body(), TaskId.class).id());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private Refused refusal(Draft.Bad bad, Answer answer) {
        try {
            Problem problem = gateways.read(answer.body(), Problem.class);
            List<FieldError> errors = problem.errors() == null ? List.of() : problem.errors();
            return new Refused(
                    bad.name(),
                    bad.wrong(),
                    answer.status(),
                    problem.type() == null ? "" : problem.type(),
                    errors.stream().map(FieldError::field).toList());
        } catch (JsonProcessingException e) {
            return new Refused(bad.name(), bad.wrong(), answer.status(), "", List.of());
        }
    }

    private static Unexpected unexpected(String key, Answer answer) {
        return new Unexpected(key, answer.status(), shown(answer));
    }

    private static String shown(Answer answer) {
        String body = answer.body();
        return body.substring(0, Math.min(body.length(), BODY_SHOWN));
    }

    /** Doubled with each try, and as long as the gateway asks for, but never longer than its bound. */
    private static Duration pause(int tries, Optional<Answer> answer) {
        Duration grown = MIN_PAUSE.multipliedBy(1L << Math.min(tries - 1, 5));
        Duration asked = answer.flatMap(Answer::retryAfter).orElse(Duration.ZERO);
        Duration pause = grown.compareTo(asked) > 0 ? grown : asked;
        return pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
