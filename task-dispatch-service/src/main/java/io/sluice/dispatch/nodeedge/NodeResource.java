package io.sluice.dispatch.nodeedge;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.path.NodePaths;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.stream.Detach;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.RenewalReply;
import io.sluice.contracts.stream.ReportBatch;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.dispatch.edge.NodeEdge;
import io.sluice.dispatch.edge.NodeProofs;
import io.sluice.dispatch.leases.Departures;
import io.sluice.dispatch.leases.RenewalOutcome;
import io.sluice.dispatch.leases.Renewals;
import io.sluice.dispatch.reports.ReportOutcome;
import io.sluice.dispatch.reports.ReportShape;
import io.sluice.dispatch.reports.Reports;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.dispatch.stream.LeaveOutcome;
import io.sluice.service.auth.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What nodes say of their attempts. */
@Path(NodePaths.DISPATCH)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class NodeResource {
    private final Renewals renewals;
    private final Reports reports;
    private final Departures departures;
    private final DispatchConfig config;
    private final Caller caller;

    NodeResource(Renewals renewals, Reports reports, Departures departures, DispatchConfig config, Caller caller) {
        this.renewals = renewals;
        this.reports = reports;
        this.departures = departures;
        this.config = config;
        this.caller = caller;
    }

    /** The node lives, and this is what it holds. */
    @POST
    @Path(NodePaths.NODES + "/{name}/" + NodePaths.RENEWALS)
    public Uni<RenewalReply> renew(@PathParam("name") String text, @NotNull @Valid Renewal renewal) {
        NodeName name = NodeEdge.name(text);
        return renewals.renew(name, renewal, caller.nodeProof()).map(outcome -> {
            if (outcome instanceof RenewalOutcome.Renewed renewed) {
                return new RenewalReply(config.lease().toMillis(), renewed.at(), renewed.frames());
            }
            if (outcome instanceof RenewalOutcome.StaleEpoch stale) {
                throw staleEpoch(name, renewal.epoch(), stale.current());
            }
            if (outcome instanceof RenewalOutcome.Retired) {
                throw ProblemException.of(
                        ProblemType.NODE_RETIRED,
                        "node " + name + " was retired, and this process can't come back: a restarted one can");
            }
            if (outcome instanceof RenewalOutcome.NotProven unproven) {
                throw NodeProofs.refused(name, unproven.needed());
            }
            throw new ProblemException(NodeEdge.notYetKnown(name));
        });
    }

    /** What became of attempts; answered when it is committed. */
    @POST
    @Path(NodePaths.NODES + "/{name}/" + NodePaths.REPORTS)
    public Uni<ReportReply> report(@PathParam("name") String text, @NotNull @Valid ReportBatch batch) {
        NodeName name = NodeEdge.name(text);
        List<FieldError> errors = ReportShape.violations(batch);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return reports.take(name, batch.epoch(), batch.reports(), caller.nodeProof())
                .map(outcome -> {
                    if (outcome instanceof ReportOutcome.StaleEpoch stale) {
                        throw staleEpoch(name, batch.epoch(), stale.current());
                    }
                    if (outcome instanceof ReportOutcome.NotProven unproven) {
                        throw NodeProofs.refused(name, unproven.needed());
                    }
                    return new ReportReply(((ReportOutcome.Taken) outcome).outcomes());
                });
    }

    /** The node leaves: from the answer on nothing is assigned to the process until it attaches again. */
    @POST
    @Path(NodePaths.NODES + "/{name}/" + NodePaths.DETACH)
    public Uni<Void> detach(@PathParam("name") String text, @NotNull @Valid Detach detach) {
        NodeName name = NodeEdge.name(text);
        return departures
                .leave(name, detach, caller.nodeProof())
                .invoke(outcome -> {
                    if (outcome instanceof LeaveOutcome.NotProven unproven) {
                        throw NodeProofs.refused(name, unproven.needed());
                    }
                })
                .replaceWithVoid();
    }

    private static ProblemException staleEpoch(NodeName name, Epoch sent, Epoch current) {
        return ProblemException.of(
                ProblemType.STALE_EPOCH,
                "node " + name + " has epoch " + current + " now, not " + sent
                        + ": a newer process runs under this name, and this one has to stop");
    }
}
