package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** All nodes, one a line. */
@Command(name = "list", description = "Lists the nodes.")
final class NodeListCommand extends GatewayCommand {
    @Option(names = "--status", paramLabel = "STATUS", description = "Only those that are: ${COMPLETION-CANDIDATES}.")
    private @Nullable NodeStatus status;

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Only those with the label; may be repeated.")
    private Map<String, String> labels = Map.of();

    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (status != null) {
            query.add("status=" + status);
        }
        labels.forEach((key, value) -> query.add("label=" + Call.encoded(key + "=" + value)));
        JsonNode answer = gateway.json(Call.get("/api/v1/nodes" + query));
        if (output.isJson()) {
            print(answer);
            return ExitCode.OK;
        }
        Table table = new Table("NAME", "KIND", "STATUS", "TASKS", "CAP", "EPOCH", "LAST SEEN", "DRAIN");
        for (JsonNode item : answer.path("items")) {
            NodeView node = gateway.read(item, NodeView.class);
            table.row(
                    node.name().value(),
                    node.kind().name().toLowerCase(Locale.ROOT),
                    node.status().name() + (node.closed() == null ? "" : ", closed"),
                    node.runningTasks() == null ? "?" : node.runningTasks().toString(),
                    Integer.toString(node.taskCap()),
                    Words.orNone(node.epoch()),
                    Words.ago(node.lastSeen(), now()),
                    NodeText.drain(node.drain()));
        }
        print(table.lines());
        return ExitCode.OK;
    }
}
