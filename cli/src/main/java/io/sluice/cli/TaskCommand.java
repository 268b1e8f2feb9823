package io.sluice.cli;

import picocli.CommandLine.Command;

/** Everything about tasks. */
@Command(
        name = "task",
        description = "Submits tasks and looks at them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TaskSubmitCommand.class,
            TaskListCommand.class,
            TaskShowCommand.class,
            TaskLogCommand.class,
            TaskActionCommands.Cancel.class,
            TaskActionCommands.Rerun.class,
            TaskActionCommands.Abandon.class
        })
final class TaskCommand extends CommandGroup {
    /** The address of a task. */
    static String path(String id) {
        return "/api/v1/tasks/" + Call.encoded(id);
    }
}
