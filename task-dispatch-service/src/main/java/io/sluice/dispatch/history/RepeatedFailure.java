package io.sluice.dispatch.history;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** Of a job that is done again and again: that it fails is said once, and once that it works again. */
final class RepeatedFailure {
    private final Logger log;
    private final String failingText;
    private final String workingText;
    private volatile boolean failing;

    /** With what an operator is told when it fails, to which why is added, and when it works again. */
    RepeatedFailure(Logger log, String failingText, String workingText) {
        this.log = log;
        this.failingText = failingText;
        this.workingText = workingText;
    }

    /** The job, which does not fail any more. */
    Uni<Void> watch(Uni<Void> job) {
        return job.invoke(this::worked).onFailure().recoverWithItem(this::failed);
    }

    private void worked() {
        if (failing) {
            log.info(workingText);
            failing = false;
        }
    }

    private Void failed(Throwable failure) {
        if (!failing) {
            log.warnf("%s, and will be in a moment: %s", failingText, failure.getMessage());
            failing = true;
        }
        return null;
    }
}
