package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.node.NodeView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says how many tasks a node may execute at once. */
@Command(
        name = "cap",
        description = "Sets the most tasks that a node executes at once. Lowering it ends nothing that runs.")
final class NodeCapCommand extends GatewayCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The node.")
    private String name;

    @Parameters(index = "1", paramLabel = "N", description = "0 to 10000; 0 for none.")
    private int cap;

    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        within(NodePatch.class, "taskCap", "N", cap);
        JsonNode answer = gateway.json(Call.patch(NodeCommand.path(name), new NodePatch(cap, null)));
        if (output.isJson()) {
            print(answer);
        } else {
            NodeView node = gateway.read(answer, NodeView.class);
            out().println(node.name() + ": cap " + node.taskCap() + ".");
        }
        return ExitCode.OK;
    }
}
