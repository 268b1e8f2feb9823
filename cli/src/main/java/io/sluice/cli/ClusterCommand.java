package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The cluster as a whole. */
@Command(name = "cluster", description = "Shows the cluster as a whole.")
final class ClusterCommand extends GatewayCommand {
    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        JsonNode cluster = gateway.json(Call.get("/api/v1/cluster"));
        if (output.isJson()) {
            print(cluster);
            return ExitCode.OK;
        }
        StringJoiner nodes = new StringJoiner(", ").setEmptyValue("none");
        cluster.path("nodes").properties().forEach(entry -> {
            if (entry.getValue().asLong() > 0) {
                nodes.add(entry.getValue().asLong() + " " + entry.getKey());
            }
        });
        List<String[]> facts = new ArrayList<>();
        facts.add(new String[] {"nodes", nodes.toString()});
        facts.add(new String[] {"capacity", QueueText.number(cluster, "capacity")});
        facts.add(new String[] {
            "running",
            QueueText.number(cluster, "running")
                    + (cluster.hasNonNull("running") && cluster.hasNonNull("slots")
                            ? " of " + cluster.path("slots").asText() + " slots"
                            : "")
        });
        facts.add(new String[] {"queued", QueueText.waiting(cluster)});
        facts.add(new String[] {"queue", QueueText.state(cluster)});
        JsonNode calm = cluster.path("calm");
        if (calm.isObject()) {
            facts.add(new String[] {"calm", calm(calm)});
        }
        print(Table.facts(facts));
        return ExitCode.OK;
    }

    private static String calm(JsonNode calm) {
        return calm.path("cause").asText() + ", no silent node is declared lost until "
                + calm.path("until").asText() + ": " + calm.path("text").asText();
    }
}
