package io.sluice.cli;

import picocli.CommandLine.Command;

/** Everything about nodes. */
@Command(
        name = "node",
        description = "Looks at nodes, and takes them in and out of service.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            NodeListCommand.class,
            NodeShowCommand.class,
            NodeDrainCommand.class,
            NodeResumeCommand.class,
            NodeCapCommand.class,
            NodeLabelCommand.class,
            NodeRetireCommand.class
        })
final class NodeCommand extends CommandGroup {
    /** The address of a node. */
    static String path(String name) {
        return "/api/v1/nodes/" + Call.encoded(name);
    }
}
