package io.sluice.cli;

import io.sluice.contracts.Timespan;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line. Whoever mounts further commands on it gets the same exit codes and error texts. */
@Command(
        name = "sluice",
        description = "Runs tasks on a cluster, and takes any node of it out for maintenance without losing one.",
        version = "sluice 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {NodeCommand.class, TaskCommand.class, ClusterCommand.class, QueueCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done",
            "2:the command line or one of its values is wrong; nothing was done",
            "3:not finished within --wait",
            "130:interrupted"
        })
public final class SluiceCommand extends CommandGroup {
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Mixin
    private ServerOptions server;

    private final Environment environment;

    private SluiceCommand(Environment environment) {
        this.environment = environment;
    }

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
        // UTF-8 whatever the locale: a task's log goes out as it came in.
        return commandLine(Environment.ofProcess(), more)
                .setOut(writer(FileDescriptor.out))
                .setErr(writer(FileDescriptor.err));
    }

    static CommandLine commandLine(Environment environment, Object... more) {
        CommandLine root = new CommandLine(new SluiceCommand(environment));
        for (Object command : more) {
            root.addSubcommand(command);
        }
        root.registerConverter(Timespan.class, SluiceCommand::timespan)
                .setCaseInsensitiveEnumValuesAllowed(true)
                // An argument of a task's command that starts with '@' is the user's own.
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command.getErr()))
                .setParameterExceptionHandler((wrong, args) -> explainUsage(wrong));
        // Without '--' too, the options after the program are the program's.
        subcommand(subcommand(root, "task"), "submit").setStopAtPositional(true);
        return root;
    }

    private static CommandLine subcommand(CommandLine parent, String name) {
        return Objects.requireNonNull(parent.getSubcommands().get(name));
    }

    Environment environment() {
        return environment;
    }

    ServerOptions server() {
        return server;
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }

    private static Timespan timespan(String text) {
        try {
            return Timespan.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is not " + e.getMessage());
        }
    }

    private static int explain(Exception failure, PrintWriter err) {
        if (failure instanceof CommandFailure expected) {
            err.println(expected.getMessage());
            return expected.exitCode();
        }
        if (failure instanceof ParameterException wrong) {
            return explainUsage(wrong);
        }
        err.println("sluice failed: " + failure.getClass().getSimpleName()
                + (failure.getMessage() == null ? "" : ": " + failure.getMessage()));
        return ExitCode.ERROR;
    }

    private static int explainUsage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(wrong.getMessage());
        if (UnmatchedArgumentException.printSuggestions(wrong, err)) {
            return ExitCode.USAGE;
        }
        if (command.getCommandSpec().userObject() instanceof CommandGroup) {
            command.usage(err);
        } else {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitCode.USAGE;
    }
}
