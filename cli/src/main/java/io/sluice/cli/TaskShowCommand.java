package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One task with its attempts, and why it waits while it does. */
@Command(name = "show", description = "Shows a task and its attempts.")
final class TaskShowCommand extends GatewayCommand {
    @Parameters(paramLabel = "ID", description = "The task.")
    private String id;

    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        JsonNode answer = gateway.json(Call.get(TaskCommand.path(id)));
        if (output.isJson()) {
            print(answer);
        } else {
            print(TaskText.facts(gateway.read(answer, TaskView.class), now()));
        }
        return ExitCode.OK;
    }
}
