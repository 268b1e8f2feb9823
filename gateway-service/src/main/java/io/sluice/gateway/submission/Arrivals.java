package io.sluice.gateway.submission;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Finds what was just taken: a task that was answered with 202 is in Kafka, and a moment later in dispatch. That it does
 * not exist is only said once dispatch has stored all that was written when it was asked for.
 */
@Singleton
public class Arrivals {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration MAX_PAUSE = Duration.ofMillis(500);
    private static final int TASK_ID_VERSION = 7;

    private final IntakeProgress intake;
    private final Duration timeout;

    @Inject
    Arrivals(IntakeProgress intake, SubmissionConfig config) {
        this(intake, config.intakeWait());
    }

    Arrivals(IntakeProgress intake, Duration timeout) {
        this.intake = intake;
        this.timeout = timeout;
    }

    /**
     * Asks dispatch, and again while the task may still be on its way. Empty when there is no such task; fails with {@code
     * upstream-unavailable} when that can't be told in time.
     */
    public <T> Uni<Optional<T>> find(UUID id, Supplier<Uni<Optional<T>>> ask) {
        return Uni.createFrom().deferred(ask::get).chain(found -> {
            boolean certain = found.isPresent() || id.version() != TASK_ID_VERSION;
            return certain ? Uni.createFrom().item(found) : arrival(id, ask);
        });
    }

    private <T> Uni<Optional<T>> arrival(UUID id, Supplier<Uni<Optional<T>>> ask) {
        Uni<Optional<T>> certain = intake.caughtUp()
                .onFailure()
                .transform(failure -> unsure(id, "Kafka does not tell"))
                .chain(ask::get);
        return Uni.combine()
                .any()
                .of(found(ask, FIRST_PAUSE), certain)
                .ifNoItem()
                .after(timeout)
                .failWith(() -> unsure(id, "task-dispatch is behind"));
    }

    /** Never empty: it asks until there is something. */
    private static <T> Uni<Optional<T>> found(Supplier<Uni<Optional<T>>> ask, Duration pause) {
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(pause)
                .chain(ask::get)
                .chain(found -> {
                    Duration longer = pause.multipliedBy(2);
                    return found.isPresent()
                            ? Uni.createFrom().item(found)
                            : found(ask, longer.compareTo(MAX_PAUSE) < 0 ? longer : MAX_PAUSE);
                });
    }

    private static ProblemException unsure(UUID id, String because) {
        return ProblemException.of(
                ProblemType.UPSTREAM_UNAVAILABLE,
                "task " + id + " may be on its way, and it can't be told yet whether it is stored, since " + because
                        + ": ask again");
    }
}
