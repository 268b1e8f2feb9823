package io.sluice.gateway.api.tasks;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.LogPage;
import io.sluice.contracts.task.TaskView;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The logs of a task as server-sent events, from attempt to attempt until the task has ended or this gateway goes out of
 * service. For one reader, who sets the pace: dispatch is asked for a page only once the one before was taken. While there
 * is nothing new it is asked less and less often; while it does not answer the stream lives on.
 */
final class FollowedLog {
    private static final Duration MIN_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final LogSource pages;
    private final Supplier<Uni<Optional<TaskView>>> task;
    private final LongSupplier nanos;

    private LogPlace place;
    private Duration pause = MIN_PAUSE;
    private long lastSentNanos;
    private boolean opened;
    private boolean over;
    private volatile boolean leaving;

    /**
     * @param task the task as it is when asked for, or empty when it is not kept any more
     * @param place where to begin; attempt 0 before the first one
     */
    FollowedLog(LogSource pages, Supplier<Uni<Optional<TaskView>>> task, LogPlace place, LongSupplier nanos) {
        this.pages = pages;
        this.task = task;
        this.place = place;
        this.nanos = nanos;
        this.lastSentNanos = nanos.getAsLong();
    }

    /** This gateway goes out of service: the next that the reader gets is a hint to connect again, within about a second. */
    void leave() {
        leaving = true;
    }

    /** The events, some at a time as they are asked for. Subscribe once. */
    Multi<byte[]> events() {
        return Multi.createBy()
                .repeating()
                .uni(this::next)
                .whilst(text -> !over)
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private Uni<String> next() {
        if (!opened) {
            opened = true;
            return sent(LogEvents.OPENING);
        }
        if (leaving) {
            over = true;
            return sent(LogEvents.RECONNECT);
        }
        return (place.attempt() == 0 ? look() : read())
                .onFailure(FollowedLog::isAway)
                .recoverWithUni(this::idle);
    }

    private Uni<String> read() {
        return pages.after(place).chain(page -> {
            String text = text(page);
            if (!text.isEmpty()) {
                return sent(text);
            }
            return page.ended() ? look() : idle();
        });
    }

    private String text(LogPage page) {
        StringBuilder text = new StringBuilder();
        for (LogPage.Chunk chunk : page.chunks()) {
            text.append(LogEvents.chunk(place, chunk));
        }
        place = place.upTo(page.next());
        return text.toString();
    }

    /** The attempt has nothing more: is there another one, or has the task ended? */
    private Uni<String> look() {
        return task.get().chain(found -> {
            if (found.isEmpty()) {
                over = true;
                return sent(LogEvents.HEARTBEAT);
            }
            TaskView now = found.get();
            if (now.attempt() > place.attempt()) {
                place = LogPlace.beginningOf(place.attempt() + 1);
                return read();
            }
            if (now.state().isTerminal()) {
                over = true;
                return sent(LogEvents.end(now));
            }
            return idle();
        });
    }

    private Uni<String> idle() {
        if (nanos.getAsLong() - lastSentNanos >= HEARTBEAT.toNanos()) {
            return sent(LogEvents.HEARTBEAT);
        }
        Duration now = pause;
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(MAX_PAUSE) < 0 ? longer : MAX_PAUSE;
        return Uni.createFrom().voidItem().onItem().delayIt().by(now).chain(this::next);
    }

    private Uni<String> sent(String text) {
        if (!text.equals(LogEvents.HEARTBEAT)) {
            pause = MIN_PAUSE;
        }
        lastSentNanos = nanos.getAsLong();
        return Uni.createFrom().item(text);
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof ProblemException refusal && refusal.problem().is(ProblemType.UPSTREAM_UNAVAILABLE);
    }
}
