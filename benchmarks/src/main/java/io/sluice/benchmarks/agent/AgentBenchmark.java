package io.sluice.benchmarks.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.benchmarks.cost.ProcessFamily;
import io.sluice.benchmarks.cost.SuiteProcesses;
import io.sluice.benchmarks.figures.Figures;
import io.sluice.benchmarks.suite.Benchmark;
import io.sluice.benchmarks.suite.MeasuredSuite;
import io.sluice.benchmarks.suite.Scale;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** An agent that is stopped and started in a suite that runs, and {@code sluice node list} of the same suite. */
public final class AgentBenchmark implements Benchmark {
    private static final int CAP = 5;
    private static final int SETTLE_SECONDS = 5;
    private static final String AGENT = MeasuredSuite.AGENTS.get(0);

    @Override
    public Figures run(Path project, Scale scale) throws IOException, InterruptedException {
        Figures figures = new Figures();
        try (MeasuredSuite suite = MeasuredSuite.start(project, CAP)) {
            for (int i = 0; i < scale.warmUps(); i++) {
                restart(suite);
                list(suite);
            }
            for (int i = 0; i < scale.rounds(); i++) {
                figures.add("agent, start to registered", "s", restart(suite));
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                figures.add("agent, PSS", "MiB", SuiteProcesses.pss(pid(suite)));
                Listing listing = list(suite);
                figures.add("sluice node list", "s", listing.seconds());
                figures.add("sluice node list, CPU", "s", listing.cpuSeconds());
            }
        }
        return figures;
    }

    /** From the kernel's start of the process to the moment that the registry's database has for its registration. */
    private static double restart(MeasuredSuite suite) throws IOException, InterruptedException {
        Instant before = registeredAt(suite);
        call(suite, "stop", AGENT);
        call(suite, "start", AGENT);
        while (!registeredAt(suite).isAfter(before)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return registeredAt(suite).toEpochMilli() / 1e3 - SuiteProcesses.startedAt(pid(suite));
    }

    private record Listing(double seconds, double cpuSeconds) {}

    private static Listing list(MeasuredSuite suite) throws IOException, InterruptedException {
        double before = ProcessFamily.endedChildrenCpuSeconds();
        long begun = System.nanoTime();
        call(suite, "node", "list");
        return new Listing((System.nanoTime() - begun) / 1e9, ProcessFamily.endedChildrenCpuSeconds() - before);
    }

    private static void call(MeasuredSuite suite, String... words) throws IOException, InterruptedException {
        int status = suite.command(words)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("./sluice " + String.join(" ", words) + " ended with " + status);
        }
    }

    private static Instant registeredAt(MeasuredSuite suite) throws IOException, InterruptedException {
        JsonNode node = suite.client().node(AGENT);
        return Instant.parse(node.path("registeredAt").asText());
    }

    private static long pid(MeasuredSuite suite) throws IOException {
        return suite.processes().pid(AGENT).orElseThrow(() -> new IOException(AGENT + " does not run"));
    }
}
