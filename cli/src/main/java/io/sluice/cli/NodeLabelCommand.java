package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.contracts.node.NodeView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives labels to a node, and takes them back, one by one. */
@Command(
        name = "label",
        description = {
            "Sets labels of a node, and takes them back, each by itself:",
            "  sluice node label agent-1 zone=north rack-",
            "What is set goes over the label that the node has of its own; KEY- takes it away, so that the node's own counts"
                    + " again. What is not named stays as it is."
        })
final class NodeLabelCommand extends GatewayCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The node.")
    private String name;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE|KEY-",
            description = "A label to set, or one to take back.")
    private List<String> labels = List.of();

    @Option(names = "--reset", description = "Take all of the operators' labels away.")
    private boolean reset;

    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        JsonNode answer = gateway.json(Call.patch(NodeCommand.path(name), patch()));
        if (output.isJson()) {
            print(answer);
        } else {
            NodeView node = gateway.read(answer, NodeView.class);
            out().println(node.name() + ": labels " + Words.pairs(node.labels()) + ".");
        }
        return ExitCode.OK;
    }

    private ObjectNode patch() {
        if (reset == !labels.isEmpty()) {
            throw wrongUsage(
                    reset
                            ? "--reset takes all of them away; leave out single ones"
                            : "Which label? Give KEY=VALUE, KEY- or --reset");
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        if (reset) {
            return patch.putNull("labels");
        }
        ObjectNode changes = patch.putObject("labels");
        for (String label : labels) {
            int equals = label.indexOf('=');
            boolean isTakenBack = equals < 0 && label.endsWith("-");
            String key = isTakenBack ? label.substring(0, label.length() - 1) : label.substring(0, Math.max(0, equals));
            if (key.isBlank()) {
                throw wrongUsage("'" + label + "' is not a label; write KEY=VALUE to set one, KEY- to take it back");
            }
            if (changes.has(key)) {
                throw wrongUsage("The label " + key + " is named twice");
            }
            if (isTakenBack) {
                changes.putNull(key);
            } else {
                changes.put(key, label.substring(equals + 1));
            }
        }
        return patch;
    }
}
