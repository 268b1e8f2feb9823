package io.sluice.gateway.console;

import io.sluice.contracts.task.StuckTasks;
import io.sluice.contracts.task.TaskMinute;
import io.sluice.contracts.task.TaskPage;
import io.sluice.gateway.cluster.Clusters;
import io.sluice.gateway.upstream.Dispatch;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The cluster at a glance. What can't be asked at present is shown as unknown. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
class OverviewPageResource {
    private static final TaskPage NO_TASKS = new TaskPage(List.of(), null);

    private final Clusters clusters;
    private final Dispatch dispatch;
    private final Pages pages;
    private final ConsoleConfig config;

    OverviewPageResource(Clusters clusters, Dispatch dispatch, Pages pages, ConsoleConfig config) {
        this.clusters = clusters;
        this.dispatch = dispatch;
        this.pages = pages;
        this.config = config;
    }

    @GET
    @Operation(hidden = true)
    public Uni<RestResponse<String>> page() {
        return pages.show(overview().map(found -> Templates.overview(pages.page("Overview", "overview"), found)));
    }

    private Uni<Overview> overview() {
        Instant now = pages.now();
        return Uni.combine()
                .all()
                .unis(
                        clusters.ask(),
                        newestMinute(),
                        stuck(),
                        tasks(Map.of("state", "QUEUED", "limit", "5")),
                        tasks(Map.of("limit", "10")))
                .with((cluster, minute, stuck, waiting, latest) -> new Overview(
                        cluster.view(),
                        minute,
                        WarningPolicy.of(cluster, stuck, config.queueAgeWarning(), now),
                        TaskRows.of(waiting, now),
                        TaskRows.of(latest, now)));
    }

    private Uni<TaskPage> tasks(Map<String, String> filter) {
        return dispatch.tasks(filter).onFailure().recoverWithItem(NO_TASKS);
    }

    /** The one before it is asked for too: between its end and its count the newest is not there. */
    private Uni<Optional<TaskMinute>> newestMinute() {
        return dispatch.history(2)
                .map(history -> history.items().stream().reduce((older, newer) -> newer))
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    private Uni<List<StuckTasks>> stuck() {
        return dispatch.stuck().onFailure().recoverWithItem(List.of());
    }
}
