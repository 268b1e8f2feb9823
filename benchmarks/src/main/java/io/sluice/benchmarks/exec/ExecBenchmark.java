package io.sluice.benchmarks.exec;

import io.sluice.benchmarks.figures.Figures;
import io.sluice.benchmarks.suite.Benchmark;
import io.sluice.benchmarks.suite.MeasuredSuite;
import io.sluice.benchmarks.suite.Round;
import io.sluice.benchmarks.suite.Scale;
import java.io.IOException;
import java.nio.file.Path;

/** Processes that end at once, beside {@code xargs} that starts as many at a time; then processes of 50 ms in few slots. */
public final class ExecBenchmark implements Benchmark {
    private static final int CAP = 16;
    private static final int SMALL_CAP = 5;

    @Override
    public Figures run(Path project, Scale scale) throws IOException, InterruptedException {
        Figures figures = new Figures();
        try (MeasuredSuite suite = MeasuredSuite.start(project, CAP)) {
            for (int i = 0; i < scale.warmUps(); i++) {
                suite.processes(scale.tasks(), "/bin/true");
            }
            for (int i = 0; i < scale.rounds(); i++) {
                Round round = suite.processes(scale.tasks(), "/bin/true");
                double xargs = scale.tasks() / xargsSeconds(scale.tasks());
                figures.add("/bin/true done", "/s", round.rate());
                figures.add("xargs done", "/s", xargs);
                figures.add("/bin/true done / xargs'", "", round.rate() / xargs);
                round.cpuOfTask().addMicrosTo(figures, "CPU a task");
            }
            for (String agent : MeasuredSuite.AGENTS) {
                suite.client().setCap(agent, SMALL_CAP);
            }
            int slots = SMALL_CAP * MeasuredSuite.AGENTS.size();
            String name = scale.tasks() + " of sleep 0.05 at " + slots + " slots";
            for (int i = 0; i < scale.rounds(); i++) {
                figures.add(
                        name,
                        "s",
                        suite.processes(scale.tasks(), "sleep", "0.05").seconds());
            }
            figures.add(name + ", if no slot idles", "s", scale.tasks() * 0.05 / slots);
        }
        return figures;
    }

    /** Each in a session of its own, as an agent starts it. */
    private static double xargsSeconds(int tasks) throws IOException, InterruptedException {
        int atOnce = CAP * MeasuredSuite.AGENTS.size();
        long begun = System.nanoTime();
        int status = new ProcessBuilder(
                        "sh", "-c", "yes /bin/true | head -n " + tasks + " | xargs -P " + atOnce + " -n 1 setsid")
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("xargs ended with " + status);
        }
        return (System.nanoTime() - begun) / 1e9;
    }
}
