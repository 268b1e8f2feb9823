package io.sluice.service.time;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Of work that is done again and again, or until it succeeds: that it fails is said when it begins to, once a minute for as
 * long as it does, and once when it works again; for how long can be shown as a number.
 */
public final class RepeatedFailure {
    private static final long BETWEEN_WARNINGS = TimeUnit.MINUTES.toNanos(1);

    private final Logger log;
    private final String failingText;
    private final String workingText;
    private final LongSupplier nanos;

    // Guarded by this.
    private int tries;
    private long since;
    private long warned;

    /** With what an operator is told while it fails, to which why is added, and when it works again. */
    public RepeatedFailure(Logger log, String failingText, String workingText) {
        this(log, failingText, workingText, System::nanoTime);
    }

    RepeatedFailure(Logger log, String failingText, String workingText, LongSupplier nanos) {
        this.log = log;
        this.failingText = failingText;
        this.workingText = workingText;
        this.nanos = nanos;
    }

    /** The job, which does not fail any more. */
    public Uni<Void> watch(Uni<Void> job) {
        return job.invoke(this::worked).onFailure().recoverWithItem(failure -> {
            failed(failure);
            return null;
        });
    }

    /** A try has failed; there will be another. */
    public synchronized void failed(Throwable failure) {
        long now = nanos.getAsLong();
        if (tries++ == 0) {
            since = now;
            warned = now;
            log.warnf("%s, and is tried again: %s", failingText, why(failure));
        } else if (now - warned >= BETWEEN_WARNINGS) {
            warned = now;
            log.warnf(
                    "%s for %d s now, after %d tries, and is tried again: %s",
                    failingText, TimeUnit.NANOSECONDS.toSeconds(now - since), tries, why(failure));
        } else {
            log.debugf(failure, "%s, try %d", failingText, tries);
        }
    }

    /** A try has succeeded. */
    public synchronized void worked() {
        if (tries > 0) {
            log.infof(
                    "%s, after %d s and %d tries",
                    workingText, TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - since), tries);
            tries = 0;
        }
    }

    /** How many tries have failed since one succeeded. */
    public synchronized int tries() {
        return tries;
    }

    /** For how long it has been failing, in seconds; 0 when it works. */
    public synchronized double seconds() {
        return tries == 0 ? 0 : (double) (nanos.getAsLong() - since) / TimeUnit.SECONDS.toNanos(1);
    }

    private static String why(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
