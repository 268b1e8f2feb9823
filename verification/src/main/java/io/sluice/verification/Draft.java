package io.sluice.verification;

import io.sluice.contracts.task.Guarantee;
import java.time.Duration;

/** A submission before it is sent. Sealed: a good one, or one that is wrong on purpose. */
sealed interface Draft {
    /** The request's body. */
    String body();

    /** Its Idempotency-Key, made once. */
    String key();

    /**
     * One that has to be taken.
     *
     * @param cancelAfter its 202, or negative for never
     * @param replayAfter its 202, or negative for never
     */
    record Good(
            String key,
            String body,
            Guarantee guarantee,
            Duration runs,
            Shape shape,
            Duration cancelAfter,
            Duration replayAfter)
            implements Draft {}

    /**
     * One that has to be refused.
     *
     * @param name of the task that must never be, or empty when the body has none
     * @param wrong the field
     */
    record Bad(String key, String body, String name, String wrong) implements Draft {}
}
