package io.sluice.verification;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A steady stream of tasks through the gateways of a cluster, each sent until it is answered. */
public final class Workload implements AutoCloseable {
    /**
     * @param gateways at least one base address, such as {@code http://localhost:8080}
     * @param token of a client
     * @param random the same seed gives the same tasks
     */
    public Workload(List<URI> gateways, String token, WorkloadPlan plan, Random random, Witness witness) {}

    /** Begins. Once. */
    public void start() {}

    /** Sends nothing new, sends nothing again, and waits so long for what is on its way. */
    public void stop(Duration longest) throws InterruptedException {}

    /** What was answered so far. */
    public Answers answers() {
        return new Answers(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** Submissions on their way now. */
    public int outstanding() {
        return 0;
    }

    @Override
    public void close() {}
}
