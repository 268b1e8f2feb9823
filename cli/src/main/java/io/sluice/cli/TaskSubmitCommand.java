package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Reason;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.contracts.task.TaskView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits a task, and goes with it to its end where that is asked. */
@Command(
        name = "submit",
        description = {
            "Submits a task and prints its id. Everything after -- is its command; no shell unless it is one:",
            "  sluice task submit --follow -- sh -c 'echo hello; sleep 1; echo bye'",
            "With --follow or --wait it exits as the task did: with the exit code of its process, or with one of those below."
        },
        exitCodeListHeading = "%nExit codes with --follow or --wait:%n",
        exitCodeList = {
            "0:the task succeeded",
            "1 to 255:the exit code of the task's process",
            "1:it failed without one, or could not be submitted or followed",
            "2:the command line or one of its values is wrong; nothing was submitted",
            "3:it has not ended within --wait, and goes on",
            "121:it waited past its queue limit and never ran",
            "122:it was canceled",
            "123:it was lost with its node",
            "124:it ran past its timeout",
            "130:interrupted; the task goes on"
        },
        footer = "The last line of stderr tells whose exit code it is.")
final class TaskSubmitCommand extends GatewayCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final String STANDARD_INPUT = "-";

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The program and its arguments.")
    private List<String> command = List.of();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "For people; 1 to " + TaskSubmission.MAX_NAME + " characters.")
    private @Nullable String name;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "exec",
            description = "exec, noop, or one of your own.")
    private String type;

    @Option(names = "--param", paramLabel = "KEY=VALUE", description = "A parameter of another type; may be repeated.")
    private @Nullable Map<String, String> parameters;

    @Option(names = "--env", paramLabel = "KEY=VALUE", description = "A variable of the process; may be repeated.")
    private @Nullable Map<String, String> env;

    @Option(
            names = "--stdin-file",
            paramLabel = "FILE",
            description = "Given to the process as its input; - for stdin.")
    private @Nullable String stdinFile;

    @Option(names = "--timeout", paramLabel = "LENGTH", description = "The longest it may run. Default: 1h.")
    private @Nullable Timespan timeout;

    @Option(
            names = "--priority",
            paramLabel = "N",
            description = TaskSubmission.MIN_PRIORITY + " to " + TaskSubmission.MAX_PRIORITY + ", "
                    + TaskSubmission.MAX_PRIORITY + " first. Default: " + TaskSubmission.DEFAULT_PRIORITY + ".")
    private @Nullable Integer priority;

    @Option(
            names = "--selector",
            paramLabel = "KEY=VALUE",
            description = "A label its node must have; may be repeated.")
    private @Nullable Map<String, String> selector;

    @Option(
            names = "--guarantee",
            paramLabel = "WHAT",
            description = "When its node is cut off: once, exclusive or idempotent. Default: once.")
    private @Nullable Guarantee guarantee;

    @Option(
            names = "--max-attempts",
            paramLabel = "N",
            description = "How often it may be assigned when nodes are lost.")
    private @Nullable Integer maxAttempts;

    @Option(names = "--queue-limit", paramLabel = "LENGTH", description = "The longest it may wait. Default: 24h.")
    private @Nullable Timespan queueLimit;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "The same key twice is one task. Default: one of its own for each call.")
    private @Nullable String idempotencyKey;

    @Option(
            names = {"-f", "--follow"},
            description = "Print its log until it has ended; the id goes to stderr.")
    private boolean follow;

    @Option(
            names = "--wait",
            paramLabel = "LENGTH",
            description = "Wait so long for its end; 3 when it was not in time.")
    private @Nullable Timespan wait;

    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        if (follow && (wait != null || output.isJson())) {
            throw wrongUsage("--follow prints the log to its end; leave out --wait and -o json");
        }
        within(TaskSubmission.class, "priority", "--priority", priority);
        within(TaskSubmission.class, "maxAttempts", "--max-attempts", maxAttempts);
        TaskSubmission submission = submission();
        String key = idempotencyKey != null ? idempotencyKey : UUID.randomUUID().toString();
        JsonNode answer = gateway.json(Call.post("/api/v1/tasks", submission).withIdempotencyKey(key));
        String id = answer.path("id").asText();
        if (follow) {
            err().println("task " + id);
            return follow(gateway, id);
        }
        if (wait != null) {
            return waitForEnd(gateway, id, wait);
        }
        if (output.isJson()) {
            print(answer);
        } else {
            out().println(id);
        }
        return ExitCode.OK;
    }

    private TaskSubmission submission() {
        if (TaskSubmission.EXEC.equals(type) && command.isEmpty()) {
            throw wrongUsage("What is to be run? Put it last: sluice task submit -- sh -c 'echo hello'");
        }
        return new TaskSubmission(
                type,
                command.isEmpty() ? null : command,
                name,
                env,
                stdin(),
                parameters,
                timeout,
                priority,
                selector,
                guarantee,
                maxAttempts,
                queueLimit);
    }

    private @Nullable String stdin() {
        if (stdinFile == null) {
            return null;
        }
        try {
            byte[] bytes = STANDARD_INPUT.equals(stdinFile)
                    ? System.in.readAllBytes()
                    : Files.readAllBytes(environment().directory().resolve(Path.of(stdinFile)));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IOException e) {
            throw wrongUsage("The input " + stdinFile + " can't be read as UTF-8 text.");
        }
    }

    private int follow(Gateway gateway, String id) {
        Thread goesOn = new Thread(() -> sayThatItGoesOn(id), "interrupted");
        Runtime.getRuntime().addShutdownHook(goesOn);
        LogFollower.End end;
        try {
            end = new LogFollower(gateway, environment(), out(), err()).follow(id);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(goesOn);
            } catch (IllegalStateException e) {
                // It is being interrupted, and the hook says so.
            }
        }
        if (end.state() == TaskState.FAILED && end.exitCode() == null) {
            // The stream's end does not tell why.
            return ended(gateway.read(gateway.json(Call.get(TaskCommand.path(id))), TaskView.class));
        }
        return ended(id, end.state(), end.exitCode(), null);
    }

    private void sayThatItGoesOn(String id) {
        err().println("task " + id + " goes on; 'sluice task log -f " + id + "' follows it again, 'sluice task cancel "
                + id + "' stops it.");
        err().flush();
    }

    private int waitForEnd(Gateway gateway, String id, Timespan longest) {
        if (!output.isJson()) {
            out().println(id);
            out().flush();
        }
        long start = System.nanoTime();
        while (true) {
            JsonNode answer = gateway.json(Call.get(TaskCommand.path(id)));
            TaskView task = gateway.read(answer, TaskView.class);
            if (task.state().isTerminal()) {
                if (output.isJson()) {
                    print(answer);
                }
                return ended(task);
            }
            if (System.nanoTime() - start >= longest.value().toNanos()) {
                throw CommandFailure.notInTime("task " + id + " has not ended within " + longest + "; it is "
                        + task.state() + " and goes on.");
            }
            environment().waitFor(BETWEEN_LOOKS);
        }
    }

    private int ended(TaskView task) {
        return ended(task.id().toString(), task.state(), task.exitCode(), task.reason());
    }

    private int ended(String id, TaskState state, @Nullable Integer exitCode, @Nullable Reason reason) {
        if (state != TaskState.SUCCEEDED) {
            err().println(TaskText.outcome(id, state, exitCode, reason));
        }
        return ExitCode.ofTask(state, exitCode, reason == null ? null : reason.code());
    }
}
