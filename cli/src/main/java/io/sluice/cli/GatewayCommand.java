package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the gateway. */
abstract class GatewayCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() {
        Environment environment = root().environment();
        ServerOptions merged = server.over(root().server());
        int exitCode = run(new Gateway(merged.servers(environment), merged.token(environment), environment));
        out().flush();
        return exitCode;
    }

    /** Does it, and says how it ended. */
    abstract int run(Gateway gateway);

    final Environment environment() {
        return root().environment();
    }

    final Instant now() {
        return environment().clock().instant();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A usage error that only the values together show. */
    final CommandLine.ParameterException wrongUsage(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    /** Refuses a number below the least, before anything is asked. */
    final void atLeast(int least, String option, @Nullable Integer value) {
        if (value != null && value < least) {
            throw wrongUsage(option + " is at least " + least + ", not " + value);
        }
    }

    /** Refuses a number that the field of the contract does not take, before anything is asked. */
    final void within(Class<?> contract, String field, String option, @Nullable Integer value) {
        Bounds bounds = Bounds.of(contract, field);
        if (value != null && !bounds.contain(value)) {
            throw wrongUsage(option + " is " + bounds + ", not " + value);
        }
    }

    final void print(List<String> lines) {
        lines.forEach(out()::println);
    }

    final void print(JsonNode tree) {
        out().println(tree.toPrettyString());
    }

    private SluiceCommand root() {
        return (SluiceCommand) spec.root().userObject();
    }
}
