package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.contracts.task.QueuePause;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The queue as a whole. */
@Command(
        name = "queue",
        description = "Shows the queue, pauses it, and lets it go on.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {QueueCommand.Status.class, QueueCommand.Pause.class, QueueCommand.Resume.class})
final class QueueCommand extends CommandGroup {
    private static final String PATH = "/api/v1/queue/pause";

    /** Says whether it is paused, by whom and why. */
    @Command(name = "status", description = "Shows what waits, and who paused the queue, when and why.")
    static final class Status extends GatewayCommand {
        @Mixin
        private OutputOptions output;

        @Override
        int run(Gateway gateway) {
            JsonNode cluster = gateway.json(Call.get("/api/v1/cluster"));
            if (output.isJson()) {
                ObjectNode queue = JsonNodeFactory.instance.objectNode();
                for (String field : List.of("queued", "running", "oldestQueuedSeconds", "paused", "pause")) {
                    queue.set(field, cluster.get(field));
                }
                print(queue);
            } else {
                print(Table.facts(List.of(
                        new String[] {"queue", QueueText.state(cluster)},
                        new String[] {"queued", QueueText.waiting(cluster)},
                        new String[] {"running", QueueText.number(cluster, "running")})));
            }
            return ExitCode.OK;
        }
    }

    /** Stops assignment everywhere. */
    @Command(
            name = "pause",
            description = "Assigns nothing any more, and stops the clock of queue limits. What runs goes on.")
    static final class Pause extends GatewayCommand {
        @Option(
                names = "--note",
                required = true,
                paramLabel = "TEXT",
                description = "Why, for whoever finds it paused.")
        private String note;

        @Mixin
        private OutputOptions output;

        @Override
        int run(Gateway gateway) {
            JsonNode answer = gateway.json(Call.put(PATH, new QueuePause(note)));
            if (output.isJson()) {
                print(answer);
            } else {
                out().println("The queue is paused. 'sluice queue resume' lets it go on.");
            }
            return ExitCode.OK;
        }
    }

    /** Assigns again. */
    @Command(name = "resume", description = "Assigns tasks again.")
    static final class Resume extends GatewayCommand {
        @Mixin
        private OutputOptions output;

        @Override
        int run(Gateway gateway) {
            JsonNode answer = gateway.json(Call.lift(PATH));
            if (output.isJson()) {
                print(answer);
            } else {
                out().println("The queue goes on.");
            }
            return ExitCode.OK;
        }
    }
}
