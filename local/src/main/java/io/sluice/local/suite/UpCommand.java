package io.sluice.local.suite;

import io.sluice.cli.CommandFailure;
import io.sluice.cli.ExitCode;
import io.sluice.contracts.node.TaskCap;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice up}: the whole suite on this machine, until Ctrl-C. */
@Command(
        name = "up",
        description = "Run the whole suite on this machine until Ctrl-C: PostgreSQL, Kafka, every service, agents.",
        footerHeading = "%nData, tokens and logs stay in the data folder. What dies is started again: try kill -9.%n",
        sortOptions = false)
public final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--agents",
            paramLabel = "N",
            defaultValue = "2",
            description = "Agents, 0 to 50. Default: ${DEFAULT-VALUE}")
    int agents;

    @Option(
            names = "--gateways",
            paramLabel = "N",
            defaultValue = "2",
            description = "Gateways, 1 to 50. Default: ${DEFAULT-VALUE}")
    int gateways;

    @Option(
            names = "--registries",
            paramLabel = "N",
            defaultValue = "1",
            description = "Replicas of the node registry. Default: ${DEFAULT-VALUE}")
    int registries;

    @Option(
            names = "--dispatchers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Replicas of task dispatch. Default: ${DEFAULT-VALUE}")
    int dispatchers;

    @Option(
            names = "--task-cap",
            paramLabel = "N",
            defaultValue = "5",
            description = "The most tasks at once on an agent, " + TaskCap.RANGE + ". Default: ${DEFAULT-VALUE}")
    int taskCap;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "8080",
            description = "Port of the first gateway; the others follow. Default: ${DEFAULT-VALUE}")
    int port;

    @Mixin
    DataOption data = new DataOption();

    @Option(names = "--fresh", description = "Delete what earlier runs left in the data folder first.")
    boolean fresh;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    CommandSpec spec = CommandSpec.create();

    private volatile boolean stopping;

    /** Made by the command line. */
    public UpCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        long begun = System.nanoTime();
        PrintWriter out = spec.commandLine().getOut();
        SuiteOptions options = options();
        Suite suite = Suite.of(options, out::println);
        Thread atExit = new Thread(() -> stop(suite, out), "stop");
        Runtime.getRuntime().addShutdownHook(atExit);
        out.println("Starting in " + options.data());
        try {
            suite.start();
        } catch (SuiteFailure e) {
            if (stopping) {
                return ExitCode.ERROR;
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
            throw CommandFailure.error(String.valueOf(e.getMessage()));
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        out.println(ready(suite, seconds));
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    /** What the options say; a wrong one is a usage error. */
    SuiteOptions options() {
        try {
            return SuiteOptions.of(DataOption.projectRoot(), data.folder())
                    .with(Role.AGENT, agents)
                    .with(Role.GATEWAY, gateways)
                    .with(Role.REGISTRY, registries)
                    .with(Role.DISPATCH, dispatchers)
                    .withTaskCap(taskCap)
                    .withGatewayPort(port)
                    .withStart(fresh ? SuiteOptions.Start.FRESH : SuiteOptions.Start.CONTINUE);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "Wrong options: " + e.getMessage());
        }
    }

    private void stop(Suite suite, PrintWriter out) {
        stopping = true;
        out.println();
        out.println("Stopping; nodes have a few seconds for their tasks");
        suite.close();
        out.println("Stopped. The data stays in " + suite.options().data());
    }

    private static String ready(Suite suite, double seconds) {
        Path data = suite.options().data();
        String gateways = suite.gateways().stream().map(URI::toString).collect(Collectors.joining("  "));
        String folder = DataOption.shown(data);
        boolean usual = data.equals(DataOption.usual());
        return String.format(
                Locale.ROOT,
                """

                Ready in %.1f s. Ctrl-C stops all of it.

                  Gateways   %s
                  Token      %s/token
                  Processes  ./sluice ps   (logs in %s/log)

                A first task:

                  curl -s -H "Authorization: Bearer $(cat %s/token)" -H 'Content-Type: application/json' \\
                    -d '{"type":"exec","command":["sh","-c","echo hello; sleep 1; echo bye"]}' \\
                    %s/api/v1/tasks

                or

                  %s./sluice task submit -- sh -c 'echo hello; sleep 1; echo bye'
                """,
                seconds,
                gateways,
                folder,
                folder,
                folder,
                suite.gateways().get(0),
                usual ? "" : "SLUICE_DATA=" + folder + " ");
    }
}
