package io.sluice.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line. Whoever mounts further commands on it gets the same exit codes and error texts. */
@Command(
        name = "sluice",
        description = "Runs tasks on a cluster, and takes any node of it out for maintenance without losing one.",
        mixinStandardHelpOptions = true,
        version = "sluice 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {NodeCommand.class, TaskCommand.class, ClusterCommand.class, QueueCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done, or the task that was followed did not succeed",
            "2:the command line is wrong",
            "3:not finished within --wait"
        })
public final class SluiceCommand extends CommandGroup {
    /** The whole program. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /**
     * The command line, ready to execute.
     *
     * @param more commands to mount on the root, as picocli takes them; an expected failure of theirs is a
     *     {@link CommandFailure}
     */
    public static CommandLine commandLine(Object... more) {
        CommandLine root = new CommandLine(new SluiceCommand());
        for (Object command : more) {
            root.addSubcommand(command);
        }
        return root.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command.getErr()))
                .setParameterExceptionHandler((wrong, args) -> explainUsage(wrong));
    }

    private static int explain(Exception failure, PrintWriter err) {
        if (failure instanceof CommandFailure expected) {
            err.println(expected.getMessage());
            return expected.exitCode();
        }
        if (failure instanceof ParameterException wrong) {
            return explainUsage(wrong);
        }
        err.println("sluice: " + failure.getClass().getSimpleName() + ": " + failure.getMessage());
        return ExitCode.ERROR;
    }

    private static int explainUsage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(wrong.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(wrong, err)
                && command.getCommandSpec().userObject() instanceof CommandGroup) {
            command.usage(err);
        } else {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitCode.USAGE;
    }
}
