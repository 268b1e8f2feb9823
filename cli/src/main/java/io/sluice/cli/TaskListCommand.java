package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskPage;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tasks, newest first. */
@Command(name = "list", description = "Lists tasks, newest first.")
final class TaskListCommand extends GatewayCommand {
    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those in the state, such as QUEUED, or active for all that run.")
    private @Nullable String state;

    @Option(names = "--node", paramLabel = "NAME", description = "Only those whose newest attempt is on the node.")
    private @Nullable String node;

    @Option(names = "--name", paramLabel = "NAME", description = "Only those of the name.")
    private @Nullable String name;

    @Option(
            names = "--submitted-after",
            paramLabel = "TIME",
            description = "Only those submitted then or later, such as 2026-11-27T10:00:00Z.")
    private @Nullable String submittedAfter;

    @Option(
            names = "--submitted-before",
            paramLabel = "TIME",
            description = "Only those submitted before, such as 2026-11-27T11:00:00+01:00.")
    private @Nullable String submittedBefore;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + TaskPage.DEFAULT_LIMIT,
            description = "At most so many. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where a page before this one ended.")
    private @Nullable String cursor;

    @Mixin
    private OutputOptions output;

    @Override
    int run(Gateway gateway) {
        atLeast(1, "--limit", limit);
        time("--submitted-after", submittedAfter);
        time("--submitted-before", submittedBefore);
        StringJoiner query = new StringJoiner("&", "?", "").add("limit=" + limit);
        add(query, "state", state);
        add(query, "node", node);
        add(query, "name", name);
        add(query, "submittedAfter", submittedAfter);
        add(query, "submittedBefore", submittedBefore);
        add(query, "cursor", cursor);
        JsonNode answer = gateway.json(Call.get("/api/v1/tasks" + query));
        if (output.isJson()) {
            print(answer);
            return ExitCode.OK;
        }
        TaskPage page = gateway.read(answer, TaskPage.class);
        print(TaskText.table(page.items(), now()));
        if (page.next() != null) {
            err().println("There are more: --cursor " + page.next());
        }
        return ExitCode.OK;
    }

    private void time(String option, @Nullable String text) {
        if (text == null) {
            return;
        }
        try {
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text);
        } catch (DateTimeParseException e) {
            throw wrongUsage(option + " is a time such as 2026-11-27T10:00:00Z, not '" + text + "'");
        }
    }

    private static void add(StringJoiner query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + Call.encoded(value));
        }
    }
}
