package io.sluice.gateway.cluster;

import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.gateway.nodes.Nodes;
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

    /**
     * What each service answered.
     *
     * @param nodes by name; empty while the registry is away
     * @param queue empty while task-dispatch is away
     */
    public record Answers(Optional<List<NodeView>> nodes, Optional<QueueSummary> queue) {
        /** The cluster as the API shows it. */
        public ClusterView view() {
            return ClusterView.of(nodes, queue);
        }
    }

    /** Asks both, each once. Fails with {@code upstream-unavailable} when neither answers. */
    public Uni<Answers> ask() {
        return Uni.combine()
                .all()
                .unis(known(nodes.all()), known(dispatch.queue()))
                .with((shown, summary) -> {
                    if (shown.isEmpty() && summary.isEmpty()) {
                        throw ProblemException.of(
                                ProblemType.UPSTREAM_UNAVAILABLE,
                                "neither the registry nor task-dispatch answers: ask again in a moment");
                    }
                    return new Answers(shown, summary);
                });
    }

    private static <T> Uni<Optional<T>> known(Uni<T> answer) {
        return answer.map(Optional::of).onFailure().recoverWithItem(Optional.empty());
    }
}
