package io.sluice.dispatch.reports;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.Report;
import io.sluice.dispatch.attempts.AttemptsConfig;
import io.sluice.dispatch.reports.ReportWriter.OfNode;
import io.sluice.service.auth.NodeProof;
import io.sluice.service.loop.Batches;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Takes what nodes report, that of many nodes at once; each is answered when it is committed. */
@Singleton
public final class Reports {
    /** In characters of output; a report without any counts as {@link #WEIGHT_OF_A_REPORT}. */
    private static final int MAX_BATCH_CHARS = 8 << 20;

    private static final long MAX_PENDING_CHARS = 64 << 20;
    private static final int WEIGHT_OF_A_REPORT = 256;
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(20);

    private final MeterRegistry metrics;
    private final Batches<OfNode, ReportOutcome> batches;

    Reports(Vertx vertx, ReportWriter writing, AttemptsConfig config, MeterRegistry metrics) {
        this.metrics = metrics;
        this.batches = new Batches<>(
                vertx,
                new Batches.Limits("reports", config.reportFlush(), MAX_BATCH_CHARS, MAX_PENDING_CHARS, WRITE_TIMEOUT),
                OfNode::sender,
                Reports::weight,
                writing::write);
    }

    /** Takes the reports of a process of the node, in their order. */
    public Uni<ReportOutcome> take(NodeName node, Epoch epoch, List<Report> reports, NodeProof proof) {
        return batches.write(new OfNode(node, epoch, reports, proof)).invoke(this::count);
    }

    private void count(ReportOutcome outcome) {
        if (outcome instanceof ReportOutcome.Taken taken) {
            taken.outcomes()
                    .forEach(one -> metrics.counter("sluice.dispatch.reports", "outcome", one.name())
                            .increment());
        }
    }

    private static int weight(OfNode ofNode) {
        int weight = 1;
        for (Report report : ofNode.reports()) {
            weight += WEIGHT_OF_A_REPORT;
            if (report instanceof Report.Output output) {
                weight += output.text().length();
            }
        }
        return weight;
    }
}
