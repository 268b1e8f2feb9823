package io.sluice.cli;

import picocli.CommandLine.Command;

/** The commands about one kind of thing. */
@Command(
        name = "task",
        description = "Submits tasks and looks at them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {})
final class TaskCommand extends CommandGroup {}
