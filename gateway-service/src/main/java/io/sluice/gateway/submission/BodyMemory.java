package io.sluice.gateway.submission;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Bounds the memory of batches under way, which are held whole. */
@Singleton
public class BatchMemory {
    private final long limit;

    // Guarded by this.
    private long taken;

    @Inject
    BatchMemory(SubmissionConfig config) {
        this(config.submission().batchMemory().asLongValue());
    }

    BatchMemory(long limit) {
        this.limit = limit;
    }

    /**
     * Takes so much, which has to be given back.
     *
     * @throws ProblemException {@code upstream-unavailable} when others have taken too much
     */
    public synchronized void take(long bytes) {
        if (taken + bytes > limit) {
            throw ProblemException.of(
                    ProblemType.UPSTREAM_UNAVAILABLE,
                    "too many batches are under way at this gateway; nothing of this one was taken: send it again later");
        }
        taken += bytes;
    }

    /** Gives back what was taken. */
    public synchronized void giveBack(long bytes) {
        taken -= bytes;
    }
}
