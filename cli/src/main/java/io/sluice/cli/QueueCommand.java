package io.sluice.cli;

import picocli.CommandLine.Command;

/** The commands about one kind of thing. */
@Command(
        name = "queue",
        description = "Pauses the whole queue and lets it go on.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {})
final class QueueCommand extends CommandGroup {}
