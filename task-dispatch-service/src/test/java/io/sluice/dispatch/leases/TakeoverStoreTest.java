package io.sluice.dispatch.leases;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.admission;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.INCARNATION;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeClaim;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.LogStream;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.admission.AdmissionsUnderTest;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.dispatch.edge.NodeProofs;
import io.sluice.dispatch.reports.ReportOutcome;
import io.sluice.service.auth.NodeProof;
import io.sluice.test.Races;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A name that another process has taken over, while the one that had it may live. */
class TakeoverStoreTest {
    private static final String OLD = NodeSecrets.hash("the old one's");
    private static final String NEW = NodeSecrets.hash("the new one's");
    private static final NodeProof BY_OLD = new NodeProof(false, OLD);
    private static final NodeProof BY_NEW = new NodeProof(false, NEW);
    private static final Epoch ONE = new Epoch(1);
    private static final Epoch TWO = new Epoch(2);

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);
    private final AdmissionsUnderTest admissions = new AdmissionsUnderTest(database);

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void whatARestartedNodeHeldIsLostAtOnce(Guarantee guarantee) {
        aNode("n-1").withSecret("the old one's").insert(database);
        anAttempt().of(aTask().with(guarantee)).running().insert(database);

        admit(TWO, NodeClaim.of(ONE, OLD));

        assertThat(database.count("attempt")).isZero();
    }

    /** The new process has the lease, and renews it: the old one's time runs all the same. */
    @ParameterizedTest
    @CsvSource({
        "IDEMPOTENT, 19, 1",
        "IDEMPOTENT, 20, 0",
        "EXCLUSIVE, 29, 1",
        "EXCLUSIVE, 30, 0",
        "ONCE, 599, 1",
        "ONCE, 600, 0"
    })
    void whatAnotherProcessHeldWaitsForItsGuaranteeFromTheLastRenewal(
            Guarantee guarantee, int silentSeconds, int live) {
        aNode("n-1")
                .withSecret("the old one's")
                .renewedAgo(Duration.ofSeconds(silentSeconds))
                .insert(database);
        anAttempt().of(aTask().with(guarantee).withMaxAttempts(5)).running().insert(database);

        admit(TWO, NodeClaim.of(TWO, NEW));
        assertThat(renew(TWO, BY_NEW)).isInstanceOf(RenewalOutcome.Renewed.class);
        sweep();

        assertThat(database.count("attempt")).isEqualTo(live);
        if (live == 0) {
            assertThat(database.row("select * from attempt_history").getString("reason_text"))
                    .contains("another process has its name since");
        } else {
            assertThat(database.row("select reconnecting_since is not null as waits from attempt")
                            .getBoolean("waits"))
                    .as("shown as awaited once the lease has run out")
                    .isEqualTo(silentSeconds >= 20);
        }
    }

    /** A restart of the new process is proven, and says no more of the old one. A registry from a backup neither. */
    @ParameterizedTest
    @CsvSource({"3, 2", "3, 1"})
    void whatWaitsGoesOnWaitingWhateverTheNextRegistrationProves(long epoch, long provenFrom) {
        aNode("n-1")
                .withSecret("the old one's")
                .renewedAgo(Duration.ofSeconds(20))
                .insert(database);
        anAttempt().of(aTask()).running().insert(database);
        admit(TWO, NodeClaim.of(TWO, NEW));
        Instant unheard = unheardSince();

        admit(new Epoch(epoch), NodeClaim.of(new Epoch(provenFrom), NEW));

        assertThat(database.count("attempt")).isOne();
        assertThat(unheardSince()).isEqualTo(unheard);
    }

    @Test
    void theOldProcessHasNoLeaseAndNoSayAnyMoreAndHearsWhy() {
        aNode("n-1").withSecret("the old one's").insert(database);
        UUID id = anAttempt().of(aTask()).running().insert(database);
        Instant renewed = leaseRenewedAt();
        admit(TWO, NodeClaim.of(TWO, NEW));

        assertThat(renew(ONE, BY_OLD, new AttemptRef(id, 1))).isEqualTo(new RenewalOutcome.StaleEpoch(TWO));
        assertThat(report(ONE, BY_OLD, succeeded(id))).isEqualTo(new ReportOutcome.StaleEpoch(TWO));

        assertThat(leaseRenewedAt()).isEqualTo(renewed);
        assertThat(unheardSince()).isEqualTo(renewed);
        assertThat(database.count("attempt")).isOne();
    }

    @Test
    void theNewProcessCannotEndWhatIsTheOldOnes() {
        aNode("n-1").withSecret("the old one's").insert(database);
        UUID id = anAttempt().of(aTask()).running().insert(database);
        admit(TWO, NodeClaim.of(TWO, NEW));

        assertThat(report(ONE, BY_NEW, succeeded(id))).isEqualTo(new ReportOutcome.StaleEpoch(TWO));
        report(TWO, BY_NEW, succeeded(id));
        RenewalOutcome renewal = renew(TWO, BY_NEW);

        assertThat(((RenewalOutcome.Renewed) renewal).frames()).isEmpty();
        assertThat(database.count("attempt")).isOne();
        assertThat(database.row("select reconnecting_since from attempt").getValue("reconnecting_since"))
                .isNull();
    }

    /** It registers as new with a registry that has lost it, under an epoch that it has passed long ago. */
    @Test
    void aNodeThatARestoredRegistryCountsAnewGetsItsLease() {
        aNode("n-1").withEpoch(7).atRevision(40).withSecret("the old one's").insert(database);
        anAttempt().of(aTask()).inEpoch(7).running().insert(database);

        DispatchDatabase.await(admissions.admit(admission(41, 1, NodeClaim.of(ONE, OLD))));

        assertThat(renew(ONE, BY_OLD)).isInstanceOf(RenewalOutcome.Renewed.class);
        assertThat(database.count("attempt")).isOne();
        assertThat(unheardSince()).isNotNull();
    }

    @Test
    void withoutTheSecretNothingIsRenewedOrReported() {
        aNode("n-1")
                .withSecret("the old one's")
                .renewedAgo(Duration.ofSeconds(5))
                .insert(database);
        UUID id = anAttempt().of(aTask()).running().insert(database);
        Instant renewed = leaseRenewedAt();
        NodeProofs.Needed needed = new NodeProofs.Needed(true, OLD);

        for (NodeProof wrong : List.of(BY_NEW, NodeProof.JOIN_TOKEN, new NodeProof(true, NEW))) {
            assertThat(renew(ONE, wrong, new AttemptRef(id, 1))).isEqualTo(new RenewalOutcome.NotProven(needed));
            assertThat(report(ONE, wrong, succeeded(id))).isEqualTo(new ReportOutcome.NotProven(needed));
        }

        assertThat(leaseRenewedAt()).isEqualTo(renewed);
        assertThat(database.count("attempt")).isOne();
        assertThat(report(ONE, BY_OLD, succeeded(id))).isInstanceOf(ReportOutcome.Taken.class);
        assertThat(report(ONE, BY_NEW, succeeded(id))).isEqualTo(new ReportOutcome.NotProven(needed));
        assertThat(database.row("select * from attempt_history").getInteger("refused_reports"))
                .isZero();
    }

    /** All in one statement, the impostor first. */
    @Test
    void anImpostorInTheSameBatchTakesNothingFromTheNode() {
        aNode("n-1")
                .withSecret("the old one's")
                .renewedAgo(Duration.ofSeconds(5))
                .insert(database);
        Renewal renewal = new Renewal(ONE, INCARNATION, null, List.of(), null);

        List<CompletableFuture<RenewalOutcome>> answers = database.inOneTurn(() -> List.of(BY_NEW, BY_OLD).stream()
                .map(proof -> attempts.renewals.renew(NODE, renewal, proof).subscribeAsCompletionStage())
                .toList());

        assertThat(answers.get(0).join()).isInstanceOf(RenewalOutcome.NotProven.class);
        assertThat(answers.get(1).join()).isInstanceOf(RenewalOutcome.Renewed.class);
    }

    /** While the registry's call is on its way that brings the hash. */
    @Test
    void nobodyIsTheNodeWhileItsSecretIsNotTold() {
        aNode("n-1").insert(database);
        admit(TWO, NodeClaim.of(TWO, NEW).withoutHash());

        assertThat(renew(TWO, BY_NEW)).isEqualTo(new RenewalOutcome.NotProven(new NodeProofs.Needed(true, null)));
        assertThat(renew(TWO, NodeProof.JOIN_TOKEN)).isInstanceOf(RenewalOutcome.NotProven.class);

        DispatchDatabase.await(admissions.admit(admission(2, 2, NodeClaim.of(TWO, NEW))));
        assertThat(renew(TWO, BY_NEW)).isInstanceOf(RenewalOutcome.Renewed.class);
    }

    /** The condition in statements and the one in Java are the same rule. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, -, true", "-, -, false", "-, a, true", "-, a, false", "a, a, false", "a, b, true", "a, -, true"
            })
    void theRuleInSqlIsTheRuleInJava(String needed, String shown, boolean joined) {
        String expected = needed == null ? null : NodeSecrets.hash(needed);
        NodeProof proof = new NodeProof(joined, shown == null ? null : NodeSecrets.hash(shown));
        String sql = "select %s as met from (select %s as needs_secret, %s::text as secret_hash) n"
                .formatted(
                        NodeProofs.isMet("n", quoted(proof.secretHash()), String.valueOf(joined)),
                        expected != null,
                        quoted(expected));

        assertThat(database.row(sql).getBoolean("met"))
                .isEqualTo(new NodeProofs.Needed(expected != null, expected).isMetBy(proof));
    }

    /**
     * An {@code exclusive} attempt: whoever is told that the lease holds counts from before that, and so must dispatch,
     * however the takeover and the last renewal meet.
     */
    @Test
    void noRenewalIsGrantedThatTheTakeoverDoesNotCountFrom() {
        aNode("n-1").withSecret("the old one's").insert(database);
        Races races = database.races();

        races.run(race -> {
            long older = race.number() * 2L;
            long newer = older + 1;
            database.run("""
                    delete from attempt;
                    delete from task;
                    update node_admission set epoch = %1$d, revision = %1$d, proven_from = 1, secret_hash = '%2$s';
                    update node_lease set epoch = %1$d, renewed_at = now() - interval '4 seconds'""".formatted(older, OLD));
            UUID id = anAttempt()
                    .of(aTask().with(Guarantee.EXCLUSIVE).withMaxAttempts(5))
                    .inEpoch(older)
                    .running()
                    .insert(database);

            race.enter(
                    "takeover",
                    () -> admissions
                            .admit(admission(newer, newer, NodeClaim.of(new Epoch(newer), NEW)))
                            .subscribeAsCompletionStage());
            CompletableFuture<RenewalOutcome> renewal = race.enter(
                    "renewal",
                    () -> attempts.renewals
                            .renew(
                                    NODE,
                                    new Renewal(
                                            new Epoch(older), INCARNATION, null, List.of(new AttemptRef(id, 1)), null),
                                    BY_OLD)
                            .subscribeAsCompletionStage());
            CompletableFuture<ReportOutcome> report = race.enter(
                    "report",
                    () -> attempts.reports
                            .take(
                                    NODE,
                                    new Epoch(older),
                                    List.of(new Report.Output(id, 1, 1, LogStream.STDOUT, "on", false)),
                                    BY_OLD)
                            .subscribeAsCompletionStage());
            String lock = race.oneOf(
                    AdmissionsUnderTest.AT_THE_NODE,
                    "select from node_lease where name = 'n-1' for update",
                    "select from task where id = '" + id + "' for update");
            race.start(() -> database.hold(lock));

            report.join();
            assertThat(database.count("attempt")).isOne();
            if (renewal.join() instanceof RenewalOutcome.Renewed renewed) {
                assertThat(unheardSince()).isEqualTo(renewed.at());
                race.saw("the renewal was first");
            } else {
                // It read who has the name before the takeover, and found the lease given away: it is to ask again.
                assertThat(renewal.join())
                        .isIn(new RenewalOutcome.StaleEpoch(new Epoch(newer)), new RenewalOutcome.NotYetKnown());
                race.saw("the takeover was first");
            }
        });

        races.assertSawEach("the renewal was first", "the takeover was first");
    }

    private void admit(Epoch epoch, NodeClaim claim) {
        DispatchDatabase.await(admissions.admit(admission(epoch.value(), epoch.value(), claim)));
    }

    private RenewalOutcome renew(Epoch epoch, NodeProof proof, AttemptRef... held) {
        return DispatchDatabase.await(
                attempts.renewals.renew(NODE, new Renewal(epoch, INCARNATION, null, List.of(held), null), proof));
    }

    private ReportOutcome report(Epoch epoch, NodeProof proof, Report... reports) {
        return DispatchDatabase.await(attempts.reports.take(NODE, epoch, List.of(reports), proof));
    }

    private void sweep() {
        DispatchDatabase.await(attempts.losses.sweep());
    }

    private Instant unheardSince() {
        Row row = database.row("select unheard_since from attempt");
        return row.getOffsetDateTime("unheard_since").toInstant();
    }

    private Instant leaseRenewedAt() {
        return database.row("select renewed_at from node_lease")
                .getOffsetDateTime("renewed_at")
                .toInstant();
    }

    private static Report succeeded(UUID id) {
        return new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 5);
    }

    private static String quoted(String text) {
        return text == null ? "null" : "'" + text + "'";
    }
}
