package io.sluice.dispatch.attempts;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.dispatch.DispatchConfig;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.ReplicaId;
import io.sluice.dispatch.calm.CalmUnderTest;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.logs.LogStores;
import io.sluice.dispatch.queries.TaskQueriesOf;
import io.sluice.dispatch.stream.AttachmentsOf;
import io.sluice.dispatch.stream.FrameStore;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.auth.NodeProof;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** This package on a real database; what it tells of tasks is kept here. */
final class AttemptsUnderTest {
    static final Epoch FIRST = new Epoch(1);
    static final NodeName NODE = new NodeName("n-1");
    static final UUID INCARNATION = UUID.fromString("00000000-0000-7000-8000-000000000001");

    private final DispatchDatabase database;
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final List<TaskEvent> events = Collections.synchronizedList(new ArrayList<>());
    final Wake wake = new Wake(new ReplicaId());
    final TaskEvents taskEvents = new TaskEvents((transaction, messages) -> {
        messages.forEach(message -> events.add((TaskEvent) message.payload()));
        return Uni.createFrom().voidItem();
    });
    final Ending ending = new Ending(taskEvents, wake, new EndMetrics(metrics));
    final CalmUnderTest calm;
    final Losses losses;
    final Reports reports;
    final Renewals renewals;
    final Cancels cancels;
    final Departures departures;

    AttemptsUnderTest(DispatchDatabase database) {
        this.database = database;
        this.calm = new CalmUnderTest(database);
        this.losses = new Losses(database.pool(), new LossStore(config()), ending, calm.watch(), metrics);
        this.reports = new Reports(
                database.vertx(),
                new ReportWriting(
                        database.pool(), new ReportStore(), LogStores.withLimit(10 << 20), ending, taskEvents),
                attemptsConfig(),
                metrics);
        this.renewals = new Renewals(
                database.vertx(), database.pool(), new RenewalStore(), new FrameStore(), losses, attemptsConfig());
        this.cancels = new Cancels(
                database.pool(),
                new CancelStore(attemptsConfig()),
                ending,
                taskEvents,
                TaskQueriesOf.database(database),
                wake);
        this.departures =
                new Departures(database.pool(), AttachmentsOf.database(database), new DepartureStore(), ending);
    }

    List<ReportReply.Outcome> report(Report... sent) {
        return report(NODE, FIRST, sent);
    }

    List<ReportReply.Outcome> report(NodeName node, Epoch epoch, Report... sent) {
        ReportOutcome outcome = DispatchDatabase.await(reports.take(node, epoch, List.of(sent), NodeProof.JOIN_TOKEN));
        return ((ReportOutcome.Taken) outcome).outcomes();
    }

    RenewalOutcome renew(Epoch epoch, Instant since, AttemptRef... held) {
        return DispatchDatabase.await(renewals.renew(
                NODE, new Renewal(epoch, INCARNATION, since, List.of(held), null), NodeProof.JOIN_TOKEN));
    }

    RenewalOutcome renewClosed(Instant since, String reason) {
        return DispatchDatabase.await(
                renewals.renew(NODE, new Renewal(FIRST, INCARNATION, since, List.of(), reason), NodeProof.JOIN_TOKEN));
    }

    static DispatchConfig config() {
        return CalmUnderTest.LEASES;
    }

    static AttemptsConfig attemptsConfig() {
        return new AttemptsConfig() {
            @Override
            public Duration renewalFlush() {
                return Duration.ofMillis(1);
            }

            @Override
            public Duration reportFlush() {
                return Duration.ofMillis(1);
            }

            @Override
            public Duration abandonAfter() {
                return Duration.ofMinutes(10);
            }

            @Override
            public Duration timeoutGrace() {
                return Duration.ofSeconds(60);
            }
        };
    }
}
