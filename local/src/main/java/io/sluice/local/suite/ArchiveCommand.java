package io.sluice.local.suite;

import io.sluice.backends.Folders;
import io.sluice.cli.CommandFailure;
import io.sluice.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Makes the class archives of all programs: it runs a suite of its own once, with one task through it. The launcher calls it
 * after each build; without it everything works, and starts as slowly as before.
 */
@Command(
        name = "archive-classes",
        hidden = true,
        description = "Make the class archives by which programs start quicker. The launcher does so after a build.")
public final class ArchiveCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Made by the command line. */
    public ArchiveCommand() {}

    @Override
    public Integer call() {
        Path root = DataOption.projectRoot();
        Path data = root.resolve("target/archive-run");
        PrintWriter out = spec.commandLine().getOut();
        ClassArchive ofCommandLine = ClassArchive.ofCommandLine(root);
        SuiteOptions options = SuiteOptions.of(root, data)
                .with(Role.GATEWAY, 1)
                .with(Role.AGENT, 1)
                .withGatewayPort(0)
                .withStart(SuiteOptions.Start.FRESH)
                .recordingArchives();
        ofCommandLine.delete();
        try (Suite suite = Suite.of(options, out::println).start()) {
            sluice(root, data, List.of(), "task", "submit", "--wait=60s", "--", "true");
            Path classList = data.resolve("classes.list");
            List<String> path = sluice(root, data, List.of("-XX:DumpLoadedClassList=" + classList), "node", "list");
            ofCommandLine.writeOf(classList, path);
            for (SuiteProcess process : suite.processes()) {
                if (process.role() != Role.POSTGRES) {
                    ClassArchive.of(process.role(), root)
                            .writeOf(process.pid()
                                    .orElseThrow(() -> new SuiteFailure(process.name() + " does not run")));
                }
            }
        } catch (SuiteFailure | IOException e) {
            throw CommandFailure.error(String.valueOf(e.getMessage()));
        }
        Folders.delete(data);
        return ExitCode.OK;
    }

    /** Runs a command as the launcher does, and tells by which class path. */
    private static List<String> sluice(Path root, Path data, List<String> options, String... arguments)
            throws IOException {
        List<String> path = List.of("-cp", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of("env", "SLUICE_DATA=" + data, ClassArchive.program("java")));
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dsluice.home=" + root));
        command.addAll(options);
        command.addAll(path);
        command.add("io.sluice.local.LocalProgram");
        command.addAll(List.of(arguments));
        ClassArchive.run(command);
        return path;
    }
}
