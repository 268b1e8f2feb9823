package io.sluice.gateway.console;

import io.quarkus.qute.TemplateInstance;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.gateway.submission.IdempotencyKey;
import io.sluice.gateway.tasks.TaskActions;
import io.sluice.gateway.tasks.TaskEdge;
import io.sluice.gateway.upstream.Dispatch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** Cancels, or runs again, all tasks of a page at once, after a question that says how many they are. */
@Path("/tasks/bulk")
@Produces(MediaType.TEXT_HTML)
class TasksBulkResource {
    private static final int AT_ONCE = 8;

    private final TaskActions actions;
    private final Dispatch dispatch;
    private final Pages pages;

    TasksBulkResource(TaskActions actions, Dispatch dispatch, Pages pages) {
        this.actions = actions;
        this.dispatch = dispatch;
        this.pages = pages;
    }

    @GET
    @Path("cancel")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> askCancel(@BeanParam TaskQuery query) {
        return ask(Bulk.CANCEL, query);
    }

    @GET
    @Path("rerun")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> askRerun(@BeanParam TaskQuery query) {
        return ask(Bulk.RERUN, query);
    }

    @POST
    @Path("cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> cancel(MultivaluedMap<String, String> fields) {
        return each(Bulk.CANCEL, ids(fields), id -> actions.cancel(id));
    }

    /** The dialog's own key makes one that is sent twice the same new tasks. */
    @POST
    @Path("rerun")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> rerun(MultivaluedMap<String, String> fields) {
        String key = Form.sent(fields).value("key");
        String by = pages.actor();
        return each(Bulk.RERUN, ids(fields), id -> actions.rerun(id, new IdempotencyKey(key + " rerun of " + id), by));
    }

    /** Those that are named, and no others that have come meanwhile. */
    private Uni<RestResponse<String>> ask(Bulk what, TaskQuery query) {
        return pages.show(dispatch.tasks(query.filter()).map(found -> question(what, TaskRows.of(found, pages.now()))));
    }

    private TemplateInstance question(Bulk what, List<TaskRow> rows) {
        return Templates.bulk(what, rows.stream().filter(what::admits).toList(), pages.formKey());
    }

    /** Does it with a task. */
    private interface Action {
        Uni<?> to(UUID id);
    }

    private Uni<RestResponse<String>> each(Bulk what, List<UUID> ids, Action action) {
        return pages.show(Multi.createFrom()
                .iterable(ids)
                .onItem()
                .transformToUni(id -> refusal(action.to(id)))
                .merge(AT_ONCE)
                .collect()
                .asList()
                .map(TasksBulkResource::result)
                .map(result -> Templates.bulkResult(what, result)));
    }

    /** Why it was not done, or empty when it was. */
    private static Uni<Optional<String>> refusal(Uni<?> action) {
        return action.map(done -> Optional.<String>empty())
                .onFailure(ProblemException.class)
                .recoverWithItem(refused -> Optional.of(refused.problem().detail()));
    }

    private static BulkResult result(List<Optional<String>> refusals) {
        List<String> refused =
                refusals.stream().flatMap(Optional::stream).distinct().toList();
        return new BulkResult(refusals.stream().filter(Optional::isEmpty).count(), refused);
    }

    /**
     * @throws ProblemException {@code invalid-request} for more than a page of them
     */
    private static List<UUID> ids(MultivaluedMap<String, String> fields) {
        List<String> ids = fields.getOrDefault("id", List.of());
        if (ids.size() > TaskQuery.PAGE) {
            throw ProblemException.invalid("id", "at most " + TaskQuery.PAGE + " tasks at once");
        }
        return ids.stream().distinct().map(TaskEdge::id).toList();
    }
}
