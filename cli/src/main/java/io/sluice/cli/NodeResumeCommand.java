package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.node.NodeView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts a node back into service. */
@Command(name = "resume", description = "Lifts a drain: the node takes tasks again.")
final class NodeResumeCommand extends GatewayCommand {
    @Parameters(paramLabel = "NAME", description = "The node.")
    private String name;

    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        JsonNode answer = gateway.json(Call.lift(NodeCommand.path(name) + "/drain"));
        if (output.isJson()) {
            print(answer);
        } else {
            out().println(NodeText.resumeAnswer(gateway.read(answer, NodeView.class)));
        }
        return ExitCode.OK;
    }
}
