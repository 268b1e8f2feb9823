package io.sluice.gateway.console;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.gateway.upstream.Dispatch;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** Tasks, newest first, page by page. */
@Path("/tasks")
@Produces(MediaType.TEXT_HTML)
class TasksPageResource {
    private static final String PAGE = "50";

    private final Dispatch dispatch;
    private final Pages pages;

    TasksPageResource(Dispatch dispatch, Pages pages) {
        this.dispatch = dispatch;
        this.pages = pages;
    }

    @GET
    @Operation(hidden = true)
    public Uni<RestResponse<String>> page(
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("node") @DefaultValue("") String node,
            @QueryParam("name") @DefaultValue("") String name,
            @QueryParam("cursor") @DefaultValue("") String cursor) {
        Map<String, String> filter = new LinkedHashMap<>(Map.of("limit", PAGE));
        put(filter, "state", state);
        put(filter, "node", node);
        put(filter, "name", name);
        put(filter, "cursor", cursor);
        return pages.show(dispatch.tasks(filter)
                .map(found -> new TaskTable(
                        TaskRows.of(found, pages.now()),
                        state,
                        node,
                        name,
                        cursor,
                        Objects.requireNonNullElse(found.next(), ""),
                        ""))
                .onFailure(TasksPageResource::isWrongFilter)
                .recoverWithItem(refusal -> new TaskTable(List.of(), state, node, name, cursor, "", trouble(refusal)))
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

    private static void put(Map<String, String> filter, String key, String value) {
        if (!value.isBlank()) {
            filter.put(key, value.strip());
        }
    }
}
