package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What can be done to a task once it is submitted. */
final class TaskActionCommands {
    private TaskActionCommands() {}

    /** Something that is asked of one task, and whose answer is a task. */
    abstract static class Action extends GatewayCommand {
        @Parameters(paramLabel = "ID", description = "The task.")
        private String id;

        @Mixin
        private OutputOptions output;

        /** The last segment of the address. */
        abstract String verb();

        /** What to print of the answer. */
        abstract String said(TaskView task);

        @Override
        int run(Gateway gateway) {
            JsonNode answer = gateway.json(Call.post(TaskCommand.path(id) + "/" + verb(), null));
            if (output.isJson()) {
                print(answer);
            } else {
                out().println(said(gateway.read(answer, TaskView.class)));
            }
            return ExitCode.OK;
        }
    }

    /** Wants it to stop. */
    @Command(name = "cancel", description = "Stops a task: it has 10 seconds to end by itself, then it is killed.")
    static final class Cancel extends Action {
        @Override
        String verb() {
            return "cancel";
        }

        @Override
        String said(TaskView task) {
            return "task " + task.id() + " " + task.state();
        }
    }

    /** Runs it once more. */
    @Command(name = "rerun", description = "Submits an ended task once more, as a new task, and prints its id.")
    static final class Rerun extends Action {
        @Override
        String verb() {
            return "rerun";
        }

        @Override
        String said(TaskView task) {
            return task.id().toString();
        }
    }

    /** Gives up on a node that does not stop it. */
    @Command(
            name = "abandon",
            description = "Ends a task that has been CANCELING for over 10 minutes without waiting for its node.")
    static final class Abandon extends Action {
        @Override
        String verb() {
            return "abandon";
        }

        @Override
        String said(TaskView task) {
            return "task " + task.id() + " " + task.state();
        }
    }
}
