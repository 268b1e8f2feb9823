package io.sluice.local.suite;

import io.sluice.cli.CommandFailure;
import io.sluice.cli.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice ps}: what runs of the suite on this machine. */
@Command(name = "ps", description = "List the processes of the suite on this machine.")
public final class PsCommand implements Callable<Integer> {
    private static final List<String> HEADER = List.of("NAME", "ROLE", "PID", "PORT", "STATE", "RESTARTS", "LOG");

    @Mixin
    DataOption data = new DataOption();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Made by the command line. */
    public PsCommand() {}

    @Override
    public Integer call() {
        Path folder = data.folder();
        SuiteRecord record = SuiteRecord.read(folder)
                .orElseThrow(() -> CommandFailure.error("No suite runs in " + folder
                        + ". Start one with './sluice up', or name its folder with --data."));
        boolean kept = record.keeper().isPresent();
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        record.processes().forEach(entry -> rows.add(row(entry, kept)));
        table(rows).forEach(spec.commandLine().getOut()::println);
        if (!kept) {
            spec.commandLine()
                    .getErr()
                    .println("The 'sluice up' of this suite (pid " + record.pid() + ") is gone; what it left runs on"
                            + " untended. './sluice up' ends it and starts anew.");
        }
        return ExitCode.OK;
    }

    private static List<String> row(SuiteRecord.Entry entry, boolean kept) {
        Optional<ProcessHandle> living = entry.living();
        return List.of(
                entry.name(),
                entry.role().label(),
                living.map(process -> String.valueOf(process.pid())).orElse("-"),
                String.valueOf(entry.port()),
                stateOf(entry, kept, living.isPresent()),
                String.valueOf(entry.restarts()),
                DataOption.shown(Path.of(entry.log())));
    }

    private static String stateOf(SuiteRecord.Entry entry, boolean kept, boolean lives) {
        if (!kept) {
            return lives ? "left" : "gone";
        }
        return switch (entry.state()) {
            case HELD -> "stopped";
            case STARTING -> "starting";
            case READY -> "ready";
            case DIED -> "restarting";
            case STOPPING -> "stopping";
        };
    }

    /** Columns as wide as their widest cell. */
    static List<String> table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream()
                .map(row -> IntStream.range(0, columns)
                        .mapToObj(column -> String.format(Locale.ROOT, "%-" + widths[column] + "s", row.get(column)))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .toList();
    }
}
