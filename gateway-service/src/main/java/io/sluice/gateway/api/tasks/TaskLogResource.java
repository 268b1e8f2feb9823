package io.sluice.gateway.api.tasks;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.TaskView;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.events.OpenStreams;
import io.sluice.gateway.submission.Arrivals;
import io.sluice.gateway.tasks.TaskEdge;
import io.sluice.gateway.upstream.Dispatch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.OptionalInt;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What tasks write. */
@Path(TaskEdge.TASKS + "/{id}/log")
@Tag(name = "tasks")
class TaskLogResource {
    private static final String TEXT = "text/plain;charset=UTF-8";
    private static final String EVENTS = "text/event-stream;charset=UTF-8";

    private final Arrivals arrivals;
    private final Dispatch dispatch;
    private final OpenStreams streams;

    TaskLogResource(Arrivals arrivals, Dispatch dispatch, OpenStreams streams) {
        this.arrivals = arrivals;
        this.dispatch = dispatch;
        this.streams = streams;
    }

    /** The log of an attempt as text, or of the whole task as it grows. */
    @GET
    @Produces({MediaType.TEXT_PLAIN, MediaType.SERVER_SENT_EVENTS})
    @Operation(
            operationId = "getTaskLog",
            summary = "Shows what a task wrote, both streams in the order in which its node read them.",
            description =
                    "Of the newest attempt, or of the one given. The order within standard output and within standard"
                            + " error is exact. Between the two it is that in which the node saw them: they are two pipes, which carry no"
                            + " times, so that what is written to both within milliseconds may be shown one stream after the other. A"
                            + " command that needs the exact order writes both to one (2>&1). With follow=true as server-sent events until the task"
                            + " has ended, from attempt to attempt: chunk {attempt, seq, stream, text, at} with the id attempt:seq,"
                            + " which Last-Event-ID takes up again, and at last end {state, exitCode}; or reconnect, when this gateway"
                            + " goes out of service.")
    @APIResponse(
            responseCode = "200",
            description = "Text, or events.",
            content = {
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(implementation = String.class)),
                @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = String.class))
            })
    @APIResponse(responseCode = "404", description = "There is no such task, or no such attempt (not-found).")
    public Uni<Void> log(
            @Context UriInfo uri,
            @Context RoutingContext connection,
            @PathParam("id") String text,
            @QueryParam("attempt") @Nullable String attempt,
            @QueryParam("follow") @DefaultValue("false") String follow,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId) {
        QueryParameters.allow(uri, "attempt", "follow");
        UUID id = TaskEdge.id(text);
        OptionalInt wanted = attempt(attempt);
        boolean follows = isFollow(follow);
        return arrivals.find(id, () -> dispatch.task(id))
                .map(found -> found.orElseThrow(() -> TaskEdge.unknown(id)))
                .chain(task -> {
                    int first = first(task, wanted);
                    return follows
                            ? followed(task, first, lastEventId, connection)
                            : StreamedAnswer.send(connection, TEXT, written(id, first));
                });
    }

    private Multi<byte[]> written(UUID id, int attempt) {
        return attempt == 0 ? Multi.createFrom().empty() : LogText.of(logs(id), attempt);
    }

    private Uni<Void> followed(TaskView task, int first, @Nullable String lastEventId, RoutingContext connection) {
        UUID id = task.id();
        LogPlace begin = LogPlace.parse(lastEventId)
                .filter(seen -> seen.attempt() <= task.attempt())
                .orElse(LogPlace.beginningOf(first));
        FollowedLog log = new FollowedLog(logs(id), () -> dispatch.task(id), begin, System::nanoTime);
        OpenStreams.Place place = streams.open();
        connection.addEndHandler(over -> place.close());
        place.ending().subscribe().with(goes -> log.leave());
        return StreamedAnswer.send(connection, EVENTS, log.events());
    }

    private LogSource logs(UUID id) {
        return place -> dispatch.log(id, place.attempt(), place.after());
    }

    /** The attempt to begin with; 0 while there is none. */
    private static int first(TaskView task, OptionalInt wanted) {
        int attempt = wanted.orElse(task.attempt());
        if (attempt > task.attempt()) {
            throw ProblemException.of(
                    ProblemType.NOT_FOUND,
                    "task " + task.id() + " has no attempt " + attempt + ": there were " + task.attempt());
        }
        return attempt;
    }

    private static OptionalInt attempt(@Nullable String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw ProblemException.invalid("attempt", "the number of an attempt, from 1");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private static boolean isFollow(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.invalid("follow", "true or false");
        };
    }
}
