package io.sluice.gateway.submission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.gateway.upstream.Dispatch;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the queue from growing without end. It never makes a submission wait: it goes by a count that submissions have
 * asked for in the background, at most once a second, so the limit may be passed by what is taken in between. While
 * dispatch does not tell its count nothing is refused, since Kafka is the intake and not dispatch.
 */
@Singleton
class QueueLimit {
    private static final Duration FRESH = Duration.ofSeconds(1);
    /** An older count says nothing of the queue as it is. */
    private static final Duration USABLE = Duration.ofSeconds(10);

    private final Supplier<Uni<QueueSummary>> queue;
    private final long limit;
    private final LongSupplier nanos;
    private final Counter refused;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Count newest;

    @Inject
    QueueLimit(Dispatch dispatch, SubmissionConfig config, MeterRegistry metrics) {
        this(dispatch::queue, config.queueLimit(), System::nanoTime, Refusals.counter(metrics, "queue-limit"));
    }

    QueueLimit(Supplier<Uni<QueueSummary>> queue, long limit, LongSupplier nanos, Counter refused) {
        this.queue = queue;
        this.limit = limit;
        this.nanos = nanos;
        this.refused = refused;
    }

    private record Count(long queued, long atNanos) {}

    /**
     * Lets a submission pass.
     *
     * @throws ProblemException {@code queue-limit} when the queue is full
     */
    void check() {
        refusal(1).ifPresent(refusal -> {
            throw refusal;
        });
    }

    /** Why none of so many submissions passes, each of which then counts as refused; empty when all may. */
    Optional<ProblemException> refusal(int submissions) {
        Count count = newest;
        long age = count == null ? Long.MAX_VALUE : nanos.getAsLong() - count.atNanos();
        if (age > FRESH.toNanos()) {
            refresh();
        }
        if (count == null || age > USABLE.toNanos() || count.queued() < limit) {
            return Optional.empty();
        }
        refused.increment(submissions);
        return Optional.of(ProblemException.of(
                ProblemType.QUEUE_LIMIT,
                count.queued() + " tasks are queued, and " + limit
                        + " are the most (sluice.gateway.queue-limit): add capacity, or submit later"));
    }

    private void refresh() {
        if (asking.compareAndSet(false, true)) {
            queue.get()
                    .onTermination()
                    .invoke(() -> asking.set(false))
                    .subscribe()
                    .with(summary -> newest = new Count(summary.queued(), nanos.getAsLong()), failure -> {
                        // The count grows old and is not used any more; the next submission asks again.
                    });
        }
    }
}
