package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.task.TaskPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One node: what it is, what runs there, what happened to it. */
@Command(name = "show", description = "Shows a node, what runs there and what happened to it.")
final class NodeShowCommand extends GatewayCommand {
    @Parameters(paramLabel = "NAME", description = "The node.")
    private String name;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "10",
            description = "How much of its history; 0 for none. Default: 10. Not part of -o json.")
    private int events;

    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        atLeast(0, "--events", events);
        String path = NodeCommand.path(name);
        JsonNode answer = gateway.json(Call.get(path));
        if (output.isJson()) {
            print(answer);
            return ExitCode.OK;
        }
        print(NodeText.facts(gateway.read(answer, NodeView.class), now()));
        TaskPage tasks = gateway.read(gateway.json(Call.get(path + "/tasks?state=active")), TaskPage.class);
        if (!tasks.items().isEmpty()) {
            out().println();
            print(TaskText.table(tasks.items(), now()));
        }
        if (events > 0) {
            printHistory(gateway.json(Call.get(path + "/events?limit=" + events)), gateway);
        }
        return ExitCode.OK;
    }

    private void printHistory(JsonNode answer, Gateway gateway) {
        Table table = new Table("AT", "WHAT", "BY", "DETAIL");
        for (JsonNode item : answer.path("items")) {
            NodeHistoryEntry entry = gateway.read(item, NodeHistoryEntry.class);
            table.row(entry.at().toString(), entry.what(), entry.by(), Words.orNone(entry.detail()));
        }
        out().println();
        print(table.lines());
    }
}
