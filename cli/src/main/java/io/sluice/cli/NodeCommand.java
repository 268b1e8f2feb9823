package io.sluice.cli;

import picocli.CommandLine.Command;

/** The commands about one kind of thing. */
@Command(
        name = "node",
        description = "Looks at nodes and takes them in and out of service.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {})
final class NodeCommand extends CommandGroup {}
