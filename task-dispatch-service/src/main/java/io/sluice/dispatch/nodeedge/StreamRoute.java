package io.sluice.dispatch.nodeedge;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.path.NodePaths;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.dispatch.edge.NodeEdge;
import io.sluice.dispatch.edge.NodeProofs;
import io.sluice.dispatch.stream.AttachOutcome;
import io.sluice.dispatch.stream.Attachments;
import io.sluice.dispatch.stream.NodeStreams;
import io.sluice.service.auth.NodeProof;
import io.sluice.service.problem.Problems;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /node/v1/dispatch/nodes/{name}/stream?epoch=E}: one frame a line, until one of the two goes. A plain route,
 * since it has to know of the connection: when it breaks, and when the node does not keep up.
 */
@Singleton
class StreamRoute {
    private static final Logger LOG = Logger.getLogger(StreamRoute.class);

    private final NodeStreams streams;
    private final Attachments attachments;

    StreamRoute(NodeStreams streams, Attachments attachments) {
        this.streams = streams;
        this.attachments = attachments;
    }

    void register(@Observes Router router) {
        router.get(NodePaths.DISPATCH + "/" + NodePaths.NODES + "/:name/" + NodePaths.STREAM)
                .handler(this::attach);
    }

    private void attach(RoutingContext context) {
        NodeName name;
        Epoch epoch;
        try {
            name = NodeEdge.name(context.pathParam("name"));
            epoch = epoch(context.request().getParam("epoch"));
        } catch (ProblemException invalid) {
            Problems.write(context, invalid.problem());
            return;
        }
        if (streams.isStopping()) {
            Problems.write(context, unavailable("this replica stops: attach to another one"));
            return;
        }
        UUID stream = UUID.randomUUID();
        attachments
                .attach(name, epoch, stream, NodeProof.of(context))
                .subscribe()
                .with(outcome -> answer(context, name, epoch, stream, outcome), failure -> {
                    LOG.debugf(failure, "node %s epoch %s could not attach", name, epoch);
                    Problems.write(context, unavailable("the database of dispatch does not answer: ask again"));
                });
    }

    private void answer(RoutingContext context, NodeName name, Epoch epoch, UUID stream, AttachOutcome outcome) {
        if (outcome instanceof AttachOutcome.Attached) {
            HttpServerResponse response = context.response();
            response.putHeader("Content-Type", "application/x-ndjson");
            response.putHeader("Cache-Control", "no-store");
            response.setChunked(true);
            streams.serve(name, epoch, stream, response);
        } else {
            Problems.write(context, refusal(name, epoch, outcome));
        }
    }

    private static Problem refusal(NodeName name, Epoch epoch, AttachOutcome outcome) {
        if (outcome instanceof AttachOutcome.StaleEpoch stale) {
            return Problem.of(
                    ProblemType.STALE_EPOCH,
                    "node " + name + " has epoch " + stale.current() + " now, not " + epoch
                            + ": a newer process runs under this name, and this one has to stop");
        }
        if (outcome instanceof AttachOutcome.Retired) {
            return Problem.of(
                    ProblemType.NODE_RETIRED,
                    "node " + name + " was retired, and this process can't come back: a restarted one can");
        }
        return outcome instanceof AttachOutcome.NotProven unproven
                ? NodeProofs.refusal(name, unproven.needed())
                : NodeEdge.notYetKnown(name);
    }

    private static Problem unavailable(String detail) {
        return Problem.of(ProblemType.UPSTREAM_UNAVAILABLE, detail);
    }

    private static Epoch epoch(@Nullable String text) {
        try {
            return new Epoch(Long.parseLong(text == null ? "" : text));
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("epoch", "the number that the registry answered, 1 or more");
        }
    }
}
