package io.sluice.gateway.console;

import io.quarkus.qute.TemplateInstance;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.TaskView;
import io.sluice.gateway.submission.IdempotencyKey;
import io.sluice.gateway.tasks.TaskActions;
import io.sluice.gateway.tasks.TaskEdge;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** One task: its attempts, its log, and what is done with it. */
@Path("/tasks/{id}")
@Produces(MediaType.TEXT_HTML)
class TaskPageResource {
    private final TaskActions actions;
    private final Pages pages;

    TaskPageResource(TaskActions actions, Pages pages) {
        this.actions = actions;
        this.pages = pages;
    }

    @GET
    @Operation(hidden = true)
    public Uni<RestResponse<String>> page(@PathParam("id") String text) {
        return pages.show(find(text).map(task -> template(task, Form.EMPTY)));
    }

    @POST
    @Path("cancel")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> cancel(@PathParam("id") String text) {
        return act(text, id -> actions.cancel(id).map(task -> pages.done()));
    }

    @POST
    @Path("abandon")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> abandon(@PathParam("id") String text) {
        return act(text, id -> actions.abandon(id).map(task -> pages.done()));
    }

    /** The page's own key makes two clicks one new task. */
    @POST
    @Path("rerun")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> rerun(@PathParam("id") String text, @FormParam("key") @Nullable String key) {
        String by = pages.actor();
        return act(
                text,
                id -> actions.rerun(id, IdempotencyKey.ofHeader(key), by)
                        .map(task -> pages.onTo("/tasks/" + task.id())));
    }

    private Uni<RestResponse<String>> act(String text, Function<UUID, Uni<RestResponse<String>>> action) {
        return Uni.createFrom()
                .deferred(() -> action.apply(TaskEdge.id(text)))
                .onFailure(ProblemException.class)
                .recoverWithUni(refusal -> find(text)
                        .chain(task -> pages.again(template(task, Form.EMPTY.refused(refusal.problem(), List.of())))));
    }

    private Uni<TaskView> find(String text) {
        return Uni.createFrom().deferred(() -> actions.find(TaskEdge.id(text)));
    }

    private TemplateInstance template(TaskView task, Form form) {
        TaskRow row = new TaskRow(task, pages.now());
        List<AttemptRow> attempts = Objects.requireNonNullElse(task.attempts(), List.<AttemptView>of()).stream()
                .map(attempt -> new AttemptRow(attempt, row.now()))
                .toList();
        return Templates.task(pages.page(row.what(), "tasks"), row, attempts, form, pages.formKey());
    }
}
