package io.sluice.dispatch.attempts;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.calm.CalmUnderTest;
import io.sluice.dispatch.cancel.CancelsOf;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.events.TaskEventsUnderTest;
import io.sluice.dispatch.leases.Departures;
import io.sluice.dispatch.leases.LeasesOf;
import io.sluice.dispatch.leases.Losses;
import io.sluice.dispatch.leases.RenewalOutcome;
import io.sluice.dispatch.leases.Renewals;
import io.sluice.dispatch.reports.ReportOutcome;
import io.sluice.dispatch.reports.Reports;
import io.sluice.dispatch.reports.ReportsOf;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.dispatch.wake.ReplicaId;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.auth.NodeProof;
import io.sluice.test.Settings;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What happens to attempts, on a real database. */
public final class AttemptsUnderTest {
    public static final Epoch FIRST = new Epoch(1);
    public static final NodeName NODE = new NodeName("n-1");
    public static final UUID INCARNATION = UUID.fromString("00000000-0000-7000-8000-000000000001");

    private final DispatchDatabase database;
    public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    public final Wake wake = new Wake(new ReplicaId());
    public final TaskEvents taskEvents = TaskEventsUnderTest.unpublished();
    public final EndStore endStore = new EndStore(taskEvents, wake, new EndMetrics(metrics));
    public final CalmUnderTest calm;
    public final Losses losses;
    public final Reports reports;
    public final Renewals renewals;
    public final CancelsOf cancels;
    public final Departures departures;

    public AttemptsUnderTest(DispatchDatabase database) {
        this.database = database;
        this.calm = new CalmUnderTest(database);
        this.losses = LeasesOf.losses(database, config(), endStore, calm.watch(), metrics);
        this.reports = ReportsOf.database(database, endStore, taskEvents, attemptsConfig(), metrics);
        this.renewals = LeasesOf.renewals(database, losses, attemptsConfig());
        this.cancels = CancelsOf.database(database, endStore, taskEvents, attemptsConfig(), wake);
        this.departures = LeasesOf.departures(database, endStore);
    }

    public List<ReportReply.Outcome> report(Report... sent) {
        return report(NODE, FIRST, sent);
    }

    public List<ReportReply.Outcome> report(NodeName node, Epoch epoch, Report... sent) {
        ReportOutcome outcome = DispatchDatabase.await(reports.take(node, epoch, List.of(sent), NodeProof.JOIN_TOKEN));
        return ((ReportOutcome.Taken) outcome).outcomes();
    }

    public RenewalOutcome renew(Epoch epoch, Instant since, AttemptRef... held) {
        return DispatchDatabase.await(renewals.renew(
                NODE, new Renewal(epoch, INCARNATION, since, List.of(held), null), NodeProof.JOIN_TOKEN));
    }

    public RenewalOutcome renewClosed(Instant since, String reason) {
        return DispatchDatabase.await(
                renewals.renew(NODE, new Renewal(FIRST, INCARNATION, since, List.of(), reason), NodeProof.JOIN_TOKEN));
    }

    public static DispatchConfig config() {
        return CalmUnderTest.LEASES;
    }

    public static AttemptsConfig attemptsConfig() {
        return Settings.of(
                AttemptsConfig.class, "sluice.dispatch.renewal-flush", "1ms", "sluice.dispatch.report-flush", "1ms");
    }
}
