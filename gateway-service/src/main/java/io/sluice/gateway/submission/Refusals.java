package io.sluice.gateway.submission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts submissions that met a bound of this gateway, so that reaching one is seen. */
final class Refusals {
    private Refusals() {}

    /**
     * The counter of one bound.
     *
     * @param bound the last part of its setting's name
     */
    static Counter counter(MeterRegistry metrics, String bound) {
        return Counter.builder("sluice.gateway.submission.refused")
                .description("Submissions that were refused since a bound was reached")
                .tag("bound", bound)
                .register(metrics);
    }
}
