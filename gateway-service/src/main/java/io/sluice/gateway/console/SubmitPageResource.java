package io.sluice.gateway.console;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.gateway.submission.IdempotencyKey;
import io.sluice.gateway.submission.SubmissionReader;
import io.sluice.gateway.submission.Submissions;
import io.sluice.gateway.submission.Submissions.Request;
import io.sluice.gateway.tasks.HoldsBodyMemory;
import io.sluice.gateway.tasks.TaskActions;
import io.sluice.gateway.tasks.TaskEdge;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** A form for {@code exec} tasks, with the checks of the API. */
@Path("/tasks/new")
@Produces(MediaType.TEXT_HTML)
class SubmitPageResource {
    private final SubmissionReader reader;
    private final Submissions submissions;
    private final TaskActions actions;
    private final Pages pages;

    SubmitPageResource(SubmissionReader reader, Submissions submissions, TaskActions actions, Pages pages) {
        this.reader = reader;
        this.submissions = submissions;
        this.actions = actions;
        this.pages = pages;
    }

    /** Empty, or filled in as another task was: {@code like} is its id. */
    @GET
    @Operation(hidden = true)
    public Uni<RestResponse<String>> page(@QueryParam("like") @Nullable String like) {
        return pages.show(values(like)
                .map(values -> Templates.submit(pages.page("Submit a task", "submit"), Form.of(withKey(values)))));
    }

    private Uni<Map<String, String>> values(@Nullable String like) {
        return like == null
                ? Uni.createFrom().item(SubmissionForm.DEFAULTS)
                : Uni.createFrom()
                        .deferred(() -> actions.find(TaskEdge.id(like)))
                        .map(SubmissionForm::like);
    }

    private Map<String, String> withKey(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.put("key", pages.formKey());
        return all;
    }

    /** The form's own key makes a form that is sent twice one task. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @HoldsBodyMemory
    @Operation(hidden = true)
    public Uni<RestResponse<String>> submit(MultivaluedMap<String, String> fields) {
        Form form = Form.sent(fields);
        String by = pages.actor();
        return Uni.createFrom()
                .deferred(() -> reader.readWhole(SubmissionForm.body(form)))
                .chain(task -> submissions.take(new Request(task, new IdempotencyKey(form.value("key")), null, by)))
                .map(task -> pages.onTo("/tasks/" + task.id()))
                .onFailure(ProblemException.class)
                .recoverWithUni(refusal -> pages.again(Templates.submit(
                        pages.page("Submit a task", "submit"),
                        form.refused(refusal.problem(), SubmissionForm.FIELDS))));
    }
}
