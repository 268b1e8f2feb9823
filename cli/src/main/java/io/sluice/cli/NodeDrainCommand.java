package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.contracts.Json;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.node.Drain.OnDeadline;
import io.sluice.contracts.node.DrainPreview;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.NodeView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a node out of service without losing a task. */
@Command(
        name = "drain",
        description = {
            "Stops new tasks on a node and, with --wait, waits until the running ones have ended.",
            "Without --wait it returns once the request is stored, and says whether the barrier is up: from then on no task"
                    + " can start there. The drain outlives restarts of the node; 'sluice node resume' lifts it.",
            "Of a drain that stands it changes what is named, and nothing else; with nothing named it only waits.",
            "Exits 0 drained (without --wait: accepted), 3 not drained within --wait (the drain goes on), 1 error, 2 usage."
        })
final class NodeDrainCommand extends GatewayCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Timespan AT_ONCE = Timespan.ofMillis(1);

    @Parameters(paramLabel = "NAME", description = "The node.")
    private String name;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, for whoever finds it drained. Required unless the node drains already.")
    private @Nullable String reason;

    @Option(
            names = "--wait",
            paramLabel = "LENGTH",
            description = "Wait so long for the node to be drained, such as 90s or 10m.")
    private @Nullable Timespan wait;

    @Option(names = "--cancel-tasks", description = "Cancel what runs there, now.")
    private boolean cancelTasks;

    @Option(
            names = "--deadline",
            paramLabel = "LENGTH",
            description = "From now: what is left then is treated by --on-deadline.")
    private @Nullable Timespan deadline;

    @Option(names = "--no-deadline", description = "Take the deadline of the drain away.")
    private boolean noDeadline;

    @Option(
            names = "--on-deadline",
            paramLabel = "WHAT",
            description = "leave, requeue (it runs elsewhere) or cancel. Default: leave.")
    private @Nullable OnDeadline onDeadline;

    @Option(names = "--force", description = "Drain although less capacity than the floor would be left.")
    private boolean force;

    @Option(names = "--dry-run", description = "Only say what it would do.")
    private boolean dryRun;

    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        Object request = request();
        String path = NodeCommand.path(name) + "/drain";
        if (dryRun) {
            preview(gateway, gateway.json(Call.put(path + "?dryRun=true", request)));
            return ExitCode.OK;
        }
        JsonNode answer = isAnythingNamed() ? gateway.json(Call.put(path, request)) : look(gateway);
        NodeView node = gateway.read(answer, NodeView.class);
        if (wait == null) {
            show(answer, NodeText.drainAnswer(node));
            return ExitCode.OK;
        }
        (output.isJson() ? err() : out()).println(NodeText.drainAnswer(node));
        return watch(gateway, wait);
    }

    /** The drain that stands, which stays as it is. */
    private JsonNode look(Gateway gateway) {
        JsonNode answer = gateway.json(Call.get(NodeCommand.path(name)));
        NodeView node = gateway.read(answer, NodeView.class);
        if (!node.drain().enabled()) {
            throw wrongUsage("Missing required option: '--reason=TEXT', since " + name + " does not drain yet");
        }
        (output.isJson() ? err() : out()).println(NodeText.drainsAlready(node));
        return answer;
    }

    private boolean isAnythingNamed() {
        return reason != null || deadline != null || onDeadline != null || noDeadline || cancelTasks;
    }

    /** Lengths travel as lengths: this machine's clock may be wrong. */
    private Object request() {
        if (cancelTasks && (deadline != null || onDeadline != null)) {
            throw wrongUsage("--cancel-tasks is a deadline of now; leave out --deadline and --on-deadline");
        }
        if (noDeadline && (cancelTasks || deadline != null || onDeadline != null)) {
            throw wrongUsage("--no-deadline takes the deadline away; leave out what sets one");
        }
        Boolean forced = force ? Boolean.TRUE : null;
        DrainRequest request = cancelTasks
                ? new DrainRequest(reason, null, AT_ONCE, OnDeadline.CANCEL, forced)
                : new DrainRequest(reason, null, deadline, onDeadline, forced);
        if (!noDeadline) {
            return request;
        }
        ObjectNode body = Json.mapper().valueToTree(request);
        return body.putNull("deadline");
    }

    private void preview(Gateway gateway, JsonNode answer) {
        show(answer, output.isJson() ? "" : NodeText.preview(gateway.read(answer, DrainPreview.class)));
    }

    private int watch(Gateway gateway, Timespan longest) {
        DrainWatch watch = new DrainWatch();
        long start = System.nanoTime();
        while (true) {
            JsonNode answer = gateway.json(Call.get(NodeCommand.path(name)));
            DrainWatch.Step step = watch.on(gateway.read(answer, NodeView.class));
            if (step instanceof DrainWatch.Step.Drained drained) {
                show(answer, drained.line());
                return ExitCode.OK;
            }
            if (step instanceof DrainWatch.Step.Lifted lifted) {
                throw CommandFailure.error(lifted.line());
            }
            if (step instanceof DrainWatch.Step.GoesOn goesOn && goesOn.line() != null) {
                (output.isJson() ? err() : out()).println(goesOn.line());
                out().flush();
            }
            if (System.nanoTime() - start >= longest.value().toNanos()) {
                throw CommandFailure.notInTime(
                        name + ": not drained within " + longest + ". The drain goes on; 'sluice node show " + name
                                + "' shows what is left, 'sluice node resume " + name + "' lifts it.");
            }
            environment().waitFor(BETWEEN_LOOKS);
        }
    }

    private void show(JsonNode answer, String text) {
        if (output.isJson()) {
            print(answer);
        } else {
            out().println(text);
        }
    }
}
