package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.node.TaskCap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how many tasks a node may execute at once. */
@Command(
        name = "cap",
        description = {
            "Sets the most tasks that a node executes at once. Lowering it ends nothing that runs.",
            "It goes over the cap that the node has of its own, until --reset takes it away."
        })
final class NodeCapCommand extends GatewayCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The node.")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = TaskCap.RANGE + "; 0 for none.")
    private @Nullable Integer cap;

    @Option(names = "--reset", description = "Take your cap away: the node's own counts again.")
    private boolean reset;

    @Option(names = "--force", description = "Lower it although less capacity than the floor would be left.")
    private boolean force;

    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        if (reset == (cap != null)) {
            throw wrongUsage(reset ? "--reset takes the cap away; leave out N" : "Which cap? Give N, or --reset");
        }
        within(NodePatch.class, "taskCap", "N", cap);
        ObjectNode patch = JsonNodeFactory.instance.objectNode().put("taskCap", cap);
        if (force) {
            patch.put("force", true);
        }
        JsonNode answer = gateway.json(Call.patch(NodeCommand.path(name), patch));
        if (output.isJson()) {
            print(answer);
        } else {
            NodeView node = gateway.read(answer, NodeView.class);
            out().println(node.name() + ": cap " + node.taskCap() + (reset ? ", its own." : "."));
        }
        return ExitCode.OK;
    }
}
