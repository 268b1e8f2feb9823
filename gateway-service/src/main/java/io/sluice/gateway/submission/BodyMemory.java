package io.sluice.gateway.submission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Bounds the memory of submissions under way, each of which is held whole from its first byte until it is answered. */
@Singleton
public class BodyMemory {
    /** A body is held as it came, as the resource gets it, and as what was read from it. */
    public static final int COPIES = 3;

    private final long limit;
    private final Counter refused;

    // Guarded by this.
    private long taken;

    @Inject
    BodyMemory(SubmissionConfig config, MeterRegistry metrics) {
        this(config.submission().bodyMemory().asLongValue(), Refusals.counter(metrics, "body-memory"));
        Gauge.builder("sluice.gateway.submission.body.memory", this, BodyMemory::taken)
                .description("Memory of submissions under way")
                .baseUnit("bytes")
                .register(metrics);
    }

    BodyMemory(long limit, Counter refused) {
        this.limit = limit;
        this.refused = refused;
    }

    /**
     * Takes so much, which has to be given back.
     *
     * @throws ProblemException {@code upstream-unavailable} when others have taken too much
     */
    public synchronized void take(long bytes) {
        if (taken + bytes > limit) {
            refused.increment();
            throw ProblemException.of(
                    ProblemType.UPSTREAM_UNAVAILABLE,
                    "too many submissions are under way at this gateway; nothing of this one was taken: send it again later");
        }
        taken += bytes;
    }

    synchronized long taken() {
        return taken;
    }

    /** Gives back what was taken. */
    public synchronized void giveBack(long bytes) {
        taken -= bytes;
    }
}
