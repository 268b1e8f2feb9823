package io.sluice.registry.membership;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.node.DesiredState;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Goodbye;
import io.sluice.contracts.node.Heartbeat;
import io.sluice.contracts.node.HeartbeatReply;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.contracts.path.NodePaths;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.registry.membership.HeartbeatStore.Beat;
import io.sluice.registry.membership.Membership.GoodbyeOutcome;
import io.sluice.registry.membership.Membership.RegisterOutcome;
import io.sluice.registry.membership.RegistrationPolicy.Holder;
import io.sluice.registry.node.NodeEdge;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.settings.RegistryConfig;
import io.sluice.service.auth.Caller;
import io.sluice.service.auth.NodeProof;
import io.sluice.service.database.Outage;
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

/** What nodes say to the registry. */
@Path(NodePaths.REGISTRY)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class MembershipResource {
    private final Membership membership;
    private final Heartbeats heartbeats;
    private final PresenceSweeper presence;
    private final RegistryConfig config;
    private final Caller caller;
    private final MeterRegistry metrics;

    MembershipResource(
            Membership membership,
            Heartbeats heartbeats,
            PresenceSweeper presence,
            RegistryConfig config,
            Caller caller,
            MeterRegistry metrics) {
        this.membership = membership;
        this.heartbeats = heartbeats;
        this.presence = presence;
        this.config = config;
        this.caller = caller;
        this.metrics = metrics;
    }

    /** The process is the node of its name from now on; a process that had the name before is refused. */
    @POST
    @Path(NodePaths.REGISTER)
    public Uni<RegisterReply> register(@NotNull @Valid RegisterRequest request) {
        List<FieldError> errors = LabelPolicy.violations(request);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return membership.register(request, caller.nodeProof()).map(outcome -> {
            if (outcome instanceof RegisterOutcome.Accepted accepted) {
                NodeRow node = accepted.node();
                return new RegisterReply(
                        node.id(),
                        node.epoch(),
                        desired(node.standing(), node.taskCap()),
                        node.claim().needsSecret());
            }
            if (outcome instanceof RegisterOutcome.NameTaken taken) {
                throw nameTaken(request.name(), taken.holder());
            }
            if (outcome instanceof RegisterOutcome.NeedsJoinToken) {
                throw new ProblemException(NodeProof.refusal(request.name(), false));
            }
            throw refused(request.name(), ((RegisterOutcome.Refused) outcome).past());
        });
    }

    /** The node is still here. */
    @POST
    @Path(NodePaths.NODES + "/{name}/" + NodePaths.HEARTBEAT)
    public Uni<HeartbeatReply> heartbeat(@PathParam("name") String text, @NotNull @Valid Heartbeat heartbeat) {
        NodeName name = NodeEdge.name(text);
        return heartbeats
                .checkIn(new Beat(
                        name,
                        heartbeat.epoch(),
                        heartbeat.incarnation(),
                        heartbeat.runningAttempts(),
                        heartbeat.load(),
                        heartbeat.closed(),
                        caller.nodeProof()))
                .chain(outcome -> noteStop(name, heartbeat, outcome))
                .onFailure(Outage::isOne)
                .transform(failure -> databaseAway())
                .map(outcome -> reply(name, heartbeat, outcome));
    }

    /** Once for each process that is told to stop; its later heartbeats say so too, and find it on record. */
    private Uni<HeartbeatOutcome> noteStop(NodeName name, Heartbeat heartbeat, HeartbeatOutcome outcome) {
        boolean isNews = Boolean.TRUE.equals(heartbeat.leaving())
                && outcome instanceof HeartbeatOutcome.Taken taken
                && !taken.stopping();
        return isNews
                ? membership
                        .stop(name, heartbeat.epoch(), heartbeat.incarnation())
                        .map(stopped -> stopped.<HeartbeatOutcome>map(
                                        node -> new HeartbeatOutcome.Taken(node.standing(), node.taskCap(), true))
                                .orElse(outcome))
                : Uni.createFrom().item(outcome);
    }

    /** The process leaves; the node is OFFLINE at once. */
    @POST
    @Path(NodePaths.NODES + "/{name}/" + NodePaths.GOODBYE)
    public Uni<Void> goodbye(@PathParam("name") String text, @NotNull @Valid Goodbye goodbye) {
        NodeName name = NodeEdge.name(text);
        return membership
                .goodbye(name, goodbye, caller.nodeProof())
                .invoke(outcome -> {
                    switch (outcome) {
                        case NEEDS_SECRET, NEEDS_JOIN_TOKEN ->
                            throw new ProblemException(NodeProof.refusal(name, outcome == GoodbyeOutcome.NEEDS_SECRET));
                        case LEFT, NOT_THE_NODE -> {}
                    }
                })
                .replaceWithVoid();
    }

    private HeartbeatReply reply(NodeName name, Heartbeat heartbeat, HeartbeatOutcome outcome) {
        metrics.counter(
                        "sluice.registry.heartbeats",
                        "outcome",
                        outcome.getClass().getSimpleName())
                .increment();
        if (outcome instanceof HeartbeatOutcome.Taken taken) {
            return new HeartbeatReply(desired(taken.drain(), taken.taskCap()));
        }
        if (outcome instanceof HeartbeatOutcome.StaleEpoch stale) {
            throw ProblemException.of(
                    ProblemType.STALE_EPOCH,
                    "node " + name + " has epoch " + stale.current() + " now, not " + heartbeat.epoch()
                            + ": a newer process runs under this name, and this one has to stop");
        }
        if (outcome instanceof HeartbeatOutcome.Retired) {
            throw refused(name, PastIncarnation.RETIRED);
        }
        if (outcome instanceof HeartbeatOutcome.RegisterAgain) {
            throw ProblemException.of(
                    ProblemType.NODE_UNKNOWN, "node " + name + " is not registered by this process: register again");
        }
        if (outcome instanceof HeartbeatOutcome.NotProven unproven) {
            throw new ProblemException(NodeProof.refusal(name, unproven.needsSecret()));
        }
        throw ProblemException.of(
                ProblemType.UPSTREAM_UNAVAILABLE,
                "too many heartbeats wait for the database here: ask another replica");
    }

    private DesiredState desired(Drain drain, int taskCap) {
        return new DesiredState(
                drain,
                taskCap,
                HeartbeatPolicy.interval(config.heartbeatInterval(), config.offlineGrace(), presence.online())
                        .toMillis());
    }

    private ProblemException nameTaken(NodeName name, Holder holder) {
        return ProblemException.of(
                ProblemType.NAME_TAKEN,
                "node " + name + " is another process (epoch " + holder.epoch() + ", last seen " + holder.lastSeen()
                        + "), and this one does not have its secret: it can have the name when that one has left or was"
                        + " silent for " + config.offlineGrace().toSeconds()
                        + " s; if both are to run, give each a name of its own");
    }

    private static ProblemException databaseAway() {
        return ProblemException.of(
                ProblemType.UPSTREAM_UNAVAILABLE, "the registry's database does not answer: ask again in a moment");
    }

    private static ProblemException refused(NodeName name, PastIncarnation past) {
        return switch (past) {
            case SUPERSEDED ->
                ProblemException.of(
                        ProblemType.STALE_EPOCH, "a newer process runs as node " + name + ", and this one has to stop");
            case RETIRED ->
                ProblemException.of(
                        ProblemType.NODE_RETIRED,
                        "node " + name + " was retired, and this process can't come back: a restarted one can");
        };
    }
}
