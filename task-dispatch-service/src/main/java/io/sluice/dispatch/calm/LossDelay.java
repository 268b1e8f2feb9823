package io.sluice.dispatch.calm;

import io.sluice.contracts.task.Calm;
import io.sluice.contracts.task.CalmCause;
import java.time.Instant;

/**
 * Losses are held back.
 *
 * @param until when it ends unless something changes, exclusive
 * @param atMost when it ends whatever happens but another outage of the database, exclusive
 * @param countedFrom nodes that were heard after this are counted
 * @param what was seen, in a sentence
 */
record LossDelay(CalmCause cause, Instant since, Instant until, Instant atMost, Instant countedFrom, String what) {
    LossDelay {
        if (until.isAfter(atMost)) {
            throw new IllegalArgumentException("held until " + until + ", which is past " + atMost);
        }
    }

    LossDelay until(Instant end) {
        return new LossDelay(cause, since, end, atMost, countedFrom, what);
    }

    Calm toCalm() {
        return new Calm(cause, since, until, what);
    }
}
