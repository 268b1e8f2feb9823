package io.sluice.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes a node that will not come back. */
@Command(
        name = "retire",
        description = {
            "Deletes a node that will not come back.",
            "Refused, with what stands in the way, unless it is offline, or drained and gone, and nothing runs there."
        })
final class NodeRetireCommand extends GatewayCommand {
    @Parameters(paramLabel = "NAME", description = "The node.")
    private String name;

    @Override
    int run(Gateway gateway) {
        gateway.text(Call.remove(NodeCommand.path(name)));
        out().println(name + ": retired.");
        return ExitCode.OK;
    }
}
