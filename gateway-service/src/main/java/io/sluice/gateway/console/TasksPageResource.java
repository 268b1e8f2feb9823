package io.sluice.gateway.console;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.gateway.upstream.Dispatch;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** Tasks, newest first, page by page. */
@Path("/tasks")
@Produces(MediaType.TEXT_HTML)
class TasksPageResource {
    private final Dispatch dispatch;
    private final Pages pages;

    TasksPageResource(Dispatch dispatch, Pages pages) {
        this.dispatch = dispatch;
        this.pages = pages;
    }

    @GET
    @Operation(hidden = true)
    public Uni<RestResponse<String>> page(@BeanParam TaskQuery query) {
        return pages.show(dispatch.tasks(query.filter())
                .map(found -> new TaskTable(
                        TaskRows.of(found, pages.now()), query, Objects.requireNonNullElse(found.next(), ""), ""))
                .onFailure(TasksPageResource::isWrongFilter)
                .recoverWithItem(refusal -> new TaskTable(List.of(), query, "", trouble(refusal)))
                .map(table -> Templates.tasks(pages.page("Tasks", "tasks"), table)));
    }

    private static boolean isWrongFilter(Throwable failure) {
        return failure instanceof ProblemException refusal && refusal.problem().is(ProblemType.INVALID_REQUEST);
    }

    private static String trouble(Throwable refusal) {
        return Form.EMPTY
                .refused(((ProblemException) refusal).problem(), List.of())
                .trouble();
    }
}
