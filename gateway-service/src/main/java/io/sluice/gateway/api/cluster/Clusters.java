package io.sluice.gateway.api.cluster;

import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.gateway.api.nodes.Nodes;
import io.sluice.gateway.upstream.Dispatch;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The cluster as a whole, from both services. */
@Singleton
public class Clusters {
    private final Nodes nodes;
    private final Dispatch dispatch;

    Clusters(Nodes nodes, Dispatch dispatch) {
        this.nodes = nodes;
        this.dispatch = dispatch;
    }

    /** What both services know; what one that is away knows is null. Fails with {@code upstream-unavailable} when both are. */
    public Uni<ClusterView> now() {
        Uni<Optional<List<NodeView>>> allNodes = known(nodes.all());
        Uni<Optional<QueueSummary>> queue = known(dispatch.queue());
        return Uni.combine().all().unis(allNodes, queue).with((shown, summary) -> {
            if (shown.isEmpty() && summary.isEmpty()) {
                throw ProblemException.of(
                        ProblemType.UPSTREAM_UNAVAILABLE,
                        "neither the registry nor task-dispatch answers: ask again in a moment");
            }
            return ClusterView.of(shown, summary);
        });
    }

    private static <T> Uni<Optional<T>> known(Uni<T> answer) {
        return answer.map(Optional::of).onFailure().recoverWithItem(Optional.empty());
    }
}
