package io.sluice.local.suite;

import io.sluice.cli.CommandFailure;
import io.sluice.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code sluice stop} and {@code sluice start}: one process of the running suite goes down and stays down, as a machine in
 * maintenance, and comes back. The request is a file in the data folder, which the suite looks for.
 */
public abstract class HoldCommands implements Callable<Integer> {
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(120);

    @Parameters(paramLabel = "NAME", description = "A process as 'ps' lists it, such as agent-1.")
    String name = "";

    @Mixin
    DataOption data = new DataOption();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Makes or takes back the request to hold the process. */
    abstract void request(Path heldFile) throws IOException;

    /** Waits for this state, so long, then says so. */
    abstract Integer awaitEffect();

    @Override
    public Integer call() {
        SuiteRecord record = SuiteRecord.read(data.folder())
                .filter(found -> found.keeper().isPresent())
                .orElseThrow(() -> CommandFailure.error("No suite runs in " + data.folder() + "."));
        if (record.processes().stream().noneMatch(entry -> entry.name().equals(name))) {
            throw CommandFailure.error("There is no process " + name + " in this suite; it has "
                    + record.processes().stream().map(SuiteRecord.Entry::name).collect(Collectors.joining(", ")) + ".");
        }
        try {
            request(data.folder().resolve("held").resolve(name));
        } catch (IOException e) {
            throw CommandFailure.error("The data folder " + data.folder() + " can't be written to: " + e);
        }
        return awaitEffect();
    }

    Integer await(SuiteProcess.State wanted, Duration longest, String said) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (System.nanoTime() - deadline < 0) {
            Optional<SuiteRecord.Entry> entry = SuiteRecord.read(data.folder()).stream()
                    .flatMap(record -> record.processes().stream())
                    .filter(process -> process.name().equals(name))
                    .findFirst();
            if (entry.filter(process -> process.state() == wanted).isPresent()) {
                spec.commandLine().getOut().println(name + " " + said);
                return ExitCode.OK;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw CommandFailure.interrupted();
            }
        }
        throw CommandFailure.error(
                name + " took longer than " + longest.toSeconds() + " s; see './sluice ps' and its log.");
    }

    /** Takes one process down. */
    @Command(
            name = "stop",
            description =
                    "Stop one process of the suite on this machine; it stays down until 'start', or the next 'up'.")
    public static final class Stop extends HoldCommands {
        /** Made by the command line. */
        public Stop() {}

        @Override
        void request(Path heldFile) throws IOException {
            Files.writeString(heldFile, "");
        }

        @Override
        Integer awaitEffect() {
            return await(SuiteProcess.State.HELD, STOPPED_WITHIN, "is stopped, until './sluice start " + name + "'");
        }
    }

    /** Brings it back. */
    @Command(name = "start", description = "Start a process of the suite on this machine that 'stop' took down.")
    public static final class Start extends HoldCommands {
        /** Made by the command line. */
        public Start() {}

        @Override
        void request(Path heldFile) throws IOException {
            Files.deleteIfExists(heldFile);
        }

        @Override
        Integer awaitEffect() {
            return await(SuiteProcess.State.READY, STARTED_WITHIN, "is ready");
        }
    }
}
