package io.sluice.gateway.api.tasks;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sluice.contracts.Json;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.IdempotencyReservation;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.contracts.task.TaskView;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.submission.AcceptedTask;
import io.sluice.gateway.submission.Arrivals;
import io.sluice.gateway.submission.BatchLines;
import io.sluice.gateway.submission.Batches;
import io.sluice.gateway.submission.IdempotencyKey;
import io.sluice.gateway.submission.LineResult;
import io.sluice.gateway.submission.SubmissionReader;
import io.sluice.gateway.submission.Submissions;
import io.sluice.gateway.submission.Submissions.Request;
import io.sluice.gateway.tasks.HoldsBodyMemory;
import io.sluice.gateway.tasks.TaskEdge;
import io.sluice.gateway.upstream.Dispatch;
import io.sluice.service.auth.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Takes tasks, and shows them. */
@Path(TaskEdge.TASKS)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tasks")
class TasksResource {
    private static final String SUBMITTED_AFTER =
            "Only tasks that were submitted at this moment or later (RFC 3339), by the clock of the gateway that took"
                    + " them.";
    private static final String SUBMITTED_BEFORE =
            "Only tasks that were submitted before this moment (RFC 3339), which has to be later than submittedAfter.";
    private static final String NDJSON = "application/x-ndjson";
    /** One line of an answer that tells of a task that was taken. */
    private static final int USUAL_RESULT_BYTES = 80;

    private static final ObjectWriter LINES = Json.mapper()
            .writerFor(LineResult.class)
            .without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            .withRootValueSeparator("\n");

    private final Submissions submissions;
    private final Batches batches;
    private final Arrivals arrivals;
    private final Dispatch dispatch;
    private final SubmissionReader reader;
    private final Caller caller;

    TasksResource(
            Submissions submissions,
            Batches batches,
            Arrivals arrivals,
            Dispatch dispatch,
            SubmissionReader reader,
            Caller caller) {
        this.submissions = submissions;
        this.batches = batches;
        this.arrivals = arrivals;
        this.dispatch = dispatch;
        this.reader = reader;
        this.caller = caller;
    }

    /** Takes a task. Once this has answered 202, the task reaches a terminal state whatever fails. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @HoldsBodyMemory
    @Operation(
            operationId = "submitTask",
            summary = "Submits a task.",
            description = "Answered once the task is stored safely; it is found by GET from then on. With an"
                    + " Idempotency-Key the same submission may be sent again, and is the same task.")
    @RequestBody(content = @Content(schema = @Schema(implementation = TaskSubmission.class)))
    @APIResponse(
            responseCode = "202",
            description = "It was taken, and waits for a node; Location is its address.",
            content = @Content(schema = @Schema(implementation = AcceptedTask.class)))
    @APIResponse(responseCode = "400", description = "Every wrong field is named (invalid-request).")
    @APIResponse(responseCode = "422", description = "The key was used with another body (idempotency-key-reused).")
    @APIResponse(responseCode = "429", description = "The queue is full (queue-limit).")
    @APIResponse(responseCode = "503", description = "Kafka or task-dispatch does not answer (upstream-unavailable).")
    public Uni<RestResponse<AcceptedTask>> submit(
            @Context UriInfo uri,
            @HeaderParam(IdempotencyReservation.HEADER) @Nullable String key,
            byte @Nullable [] body) {
        QueryParameters.allow(uri);
        IdempotencyKey once = IdempotencyKey.ofHeader(key);
        String by = caller.actor();
        return reader.readWhole(body)
                .chain(submission -> submissions.take(new Request(submission, once, null, by)))
                .map(TaskEdge::accepted);
    }

    /** Takes many tasks, each for itself, and answers a line for each. */
    @POST
    @Path("batch")
    @Consumes({NDJSON, "application/jsonl", "application/ndjson"})
    @Produces(NDJSON)
    @HoldsBodyMemory
    @Operation(
            operationId = "submitTasks",
            summary = "Submits many tasks, one as JSON on each line (NDJSON).",
            description = "At most " + TaskSubmission.MAX_BATCH
                    + " lines and, unless the setting sluice.request.max-body says otherwise, 16 MiB;"
                    + " blank lines are skipped. One line is answered for each, in order:"
                    + " {\"line\":1,\"id\":\"...\",\"state\":\"QUEUED\"} or {\"line\":1,\"problem\":{...}}. Each"
                    + " line is taken or refused for itself.")
    @RequestBody(content = @Content(mediaType = NDJSON, schema = @Schema(implementation = TaskSubmission.class)))
    @APIResponse(
            responseCode = "200",
            description = "What became of each line.",
            content = @Content(mediaType = NDJSON, schema = @Schema(implementation = LineResult.class)))
    @APIResponse(responseCode = "413", description = "More than sluice.request.max-body (body-too-large).")
    public Uni<Void> submitBatch(
            @Context UriInfo uri,
            @Context RoutingContext connection,
            @HeaderParam(IdempotencyReservation.HEADER) @Nullable String key,
            byte @Nullable [] body) {
        QueryParameters.allow(uri);
        if (key != null) {
            throw ProblemException.invalid(
                    IdempotencyReservation.HEADER,
                    "is for single tasks; a batch would not be the same batch when sent again");
        }
        BatchLines lines = BatchLines.of(body == null ? new byte[0] : body);
        return StreamedAnswer.send(
                connection, NDJSON, batches.take(lines, caller.actor()).map(TasksResource::written));
    }

    private static byte[] written(List<LineResult> results) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(results.size() * USUAL_RESULT_BYTES);
        try (SequenceWriter lines = LINES.writeValues(text)) {
            for (LineResult result : results) {
                lines.write(result);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the results of a batch can't be written", e);
        }
        text.write('\n');
        return text.toByteArray();
    }

    /** Newest first, page by page. Dispatch says what is wrong with a filter, so that no two places know it. */
    @GET
    @Operation(
            operationId = "listTasks",
            summary = "Lists tasks, newest first.",
            description =
                    "state is one of the states, or active for all that have not ended; next of a page is the cursor"
                            + " of the one that follows. limit is 1 to " + TaskPage.MAX_LIMIT + ", and "
                            + TaskPage.DEFAULT_LIMIT + " when not given.")
    @APIResponse(responseCode = "200", description = "A page, and the cursor of the next.")
    @APIResponse(responseCode = "400", description = "Every wrong parameter is named (invalid-request).")
    public Uni<TaskPage> list(
            @Context UriInfo uri,
            @QueryParam("state") @Nullable String state,
            @QueryParam("node") @Nullable String node,
            @QueryParam("name") @Nullable String name,
            @Parameter(description = SUBMITTED_AFTER, schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @QueryParam("submittedAfter")
                    @Nullable
                    String submittedAfter,
            @Parameter(description = SUBMITTED_BEFORE, schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @QueryParam("submittedBefore")
                    @Nullable
                    String submittedBefore,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        QueryParameters.allow(uri, "state", "node", "name", "submittedAfter", "submittedBefore", "cursor", "limit");
        Map<String, String> filter = new LinkedHashMap<>();
        put(filter, "state", state);
        put(filter, "node", node);
        put(filter, "name", name);
        put(filter, "submittedAfter", submittedAfter);
        put(filter, "submittedBefore", submittedBefore);
        put(filter, "cursor", cursor);
        put(filter, "limit", limit);
        return dispatch.tasks(filter);
    }

    private static void put(Map<String, String> filter, String key, @Nullable String value) {
        if (value != null) {
            filter.put(key, value);
        }
    }

    /** One task with its attempts. A task that was answered with 202 is always found. */
    @GET
    @Path("{id}")
    @Operation(operationId = "getTask", summary = "Shows a task with its attempts.")
    @APIResponse(responseCode = "200", description = "The task.")
    @APIResponse(responseCode = "404", description = "There is no such task (not-found).")
    public Uni<TaskView> get(@Context UriInfo uri, @PathParam("id") String text) {
        QueryParameters.allow(uri);
        UUID id = TaskEdge.id(text);
        return arrivals.find(id, () -> dispatch.task(id)).map(found -> found.orElseThrow(() -> TaskEdge.unknown(id)));
    }
}
