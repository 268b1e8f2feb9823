package io.sluice.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a task wrote. */
@Command(name = "log", description = "Prints what a task wrote; with -f until it has ended.")
final class TaskLogCommand extends GatewayCommand {
    @Parameters(paramLabel = "ID", description = "The task.")
    private String id;

    @Option(
            names = {"-f", "--follow"},
            description = "Print it as it comes, until the task has ended; a gateway that goes away is waited for.")
    private boolean follow;

    @Option(names = "--attempt", paramLabel = "N", description = "Of this attempt. Default: the newest.")
    private @Nullable Integer attempt;

    @Override
    int run(Gateway gateway) {
        if (follow && attempt != null) {
            throw wrongUsage("--follow is about the task as it goes on; leave out --attempt");
        }
        atLeast(1, "--attempt", attempt);
        if (follow) {
            new LogFollower(gateway, environment(), out(), err()).follow(id);
        } else {
            out().print(gateway.text(
                    Call.get(TaskCommand.path(id) + "/log" + (attempt == null ? "" : "?attempt=" + attempt))));
        }
        return ExitCode.OK;
    }
}
