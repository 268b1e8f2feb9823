package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCommandTest {
    @TempDir
    private Path directory;

    private final FakeGateway gateway = new FakeGateway();
    private CalledSluice sluice;

    @BeforeEach
    void againstTheFake() {
        sluice =
                new CalledSluice(directory).with("SLUICE_SERVER", gateway.url()).with("SLUICE_TOKEN", "t");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void listShowsOneNodeALine() {
        gateway.answers(200, "{\"items\":[" + Samples.json(Samples.draining(2, true)) + "]}");

        CalledSluice.Result result = sluice.call("node", "list", "--status", "draining", "--label", "zone=a");

        assertThat(result.out().lines())
                .containsExactly(
                        "NAME   KIND    STATUS     TASKS   CAP   EPOCH   LAST SEEN   DRAIN",
                        "n-1    agent   DRAINING   2       5     12      3s ago      \"kernel patch\" by alice");
        assertThat(gateway.lines()).containsExactly("GET /api/v1/nodes?status=DRAINING&label=zone%3Da");
    }

    @Test
    void jsonIsTheGatewaysOwnAnswerWithFieldsThatThisVersionDoesNotKnow() {
        gateway.answers(200, "{\"items\":[{\"name\":\"n-1\",\"new\":1}]}");

        CalledSluice.Result result = sluice.call("node", "list", "-o", "json");

        assertThat(result.out()).contains("\"new\" : 1");
    }

    @Test
    void withoutHttpsTrustedCertificatesAreNotRead() throws Exception {
        gateway.answers(200, "{\"items\":[]}");
        Path broken = Files.writeString(directory.resolve("certificates"), "none");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djavax.net.ssl.trustStore=" + broken,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SluiceCommand.class.getName(),
                        "--server",
                        gateway.url(),
                        "--token",
                        "t",
                        "node",
                        "list")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.lines()).singleElement().asString().startsWith("NAME");
        }
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void drainWithoutWaitSaysWhetherTheBarrierIsUp() {
        gateway.answers(200, Samples.json(Samples.draining(1, true)));

        CalledSluice.Result result = sluice.call("node", "drain", "n-1", "--reason", "patch");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("the barrier is up").contains("1 task left");
        assertThat(gateway.asked().get(0).line()).isEqualTo("PUT /api/v1/nodes/n-1/drain");
        assertThat(gateway.asked().get(0).body()).isEqualTo("{\"reason\":\"patch\"}");
    }

    @Test
    void aBarrierThatIsNotUpIsSaid() {
        gateway.answers(200, Samples.json(Samples.draining(null, false)));

        assertThat(sluice.call("node", "drain", "n-1", "--reason", "patch").out())
                .contains("the barrier is not up yet");
    }

    @Test
    void drainWithWaitSpeaksOnChangeAndExitsWithZeroOnceDrained() {
        gateway.answers(200, Samples.json(Samples.draining(2, true)))
                .answers(200, Samples.json(Samples.draining(2, true)))
                .answers(200, Samples.json(Samples.draining(2, true)))
                .answers(200, Samples.json(Samples.draining(1, true)))
                .answers(200, Samples.json(Samples.drained()));

        CalledSluice.Result result = sluice.call("node", "drain", "n-1", "--reason", "patch", "--wait", "1h");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines())
                .containsExactly(
                        "n-1: DRAINING, the barrier is up: no task can start there; 2 tasks left.",
                        "n-1: 2 of 2 tasks left.",
                        "n-1: 1 of 2 tasks left.",
                        "n-1: drained.");
    }

    @Test
    void notDrainedInTimeExitsWithThree() {
        gateway.answers(200, Samples.json(Samples.draining(2, true)));

        CalledSluice.Result result = sluice.call("node", "drain", "n-1", "--reason", "patch", "--wait", "1ms");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("not drained within 1ms");
    }

    @Test
    void aDrainLiftedWhileWaitingExitsWithOne() {
        gateway.answers(200, Samples.json(Samples.draining(2, true))).answers(200, Samples.json(Samples.running()));

        assertThat(sluice.call("node", "drain", "n-1", "--reason", "patch", "--wait", "1h")
                        .exitCode())
                .isEqualTo(1);
    }

    /** The issue's own input: somebody else's drain stays as it is. */
    @Test
    void waitingForADrainThatStandsChangesNothing() {
        gateway.answers(200, Samples.json(Samples.draining(1, true)))
                .answers(200, Samples.json(Samples.draining(1, true)))
                .answers(200, Samples.json(Samples.drained()));

        CalledSluice.Result result = sluice.call("node", "drain", "n-1", "--wait", "1h");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines())
                .containsExactly(
                        "n-1: drains already, \"kernel patch\" by alice; nothing of it is changed.",
                        "n-1: DRAINING, the barrier is up: no task can start there; 1 task left.",
                        "n-1: 1 of 1 task left.",
                        "n-1: drained.");
        assertThat(gateway.lines()).containsOnly("GET /api/v1/nodes/n-1");
    }

    @Test
    void aDrainThatDoesNotStandNeedsAReason() {
        gateway.answers(200, Samples.json(Samples.running()));

        CalledSluice.Result result = sluice.call("node", "drain", "n-1", "--wait", "1h");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--reason", "n-1 does not drain yet");
        assertThat(gateway.lines()).containsExactly("GET /api/v1/nodes/n-1");
    }

    @Test
    void ofADrainThatStandsTheNamedAloneChanges() {
        gateway.answers(200, Samples.json(Samples.draining(1, true)));

        sluice.call("node", "drain", "n-1", "--deadline", "10m", "--on-deadline", "requeue");
        sluice.call("node", "drain", "n-1", "--no-deadline");

        assertThat(gateway.asked().get(0).body()).isEqualTo("{\"deadlineIn\":\"10m\",\"onDeadline\":\"requeue\"}");
        assertThat(gateway.asked().get(1).body()).isEqualTo("{\"deadline\":null}");
        assertThat(sluice.call("node", "drain", "n-1", "--no-deadline", "--cancel-tasks")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void aNodeThatStopsIsSaidToDrainAfterItsResume() {
        gateway.answers(200, Samples.json(Samples.stopping()));

        assertThat(sluice.call("node", "resume", "n-1").out())
                .startsWith("n-1: DRAINING, cap 5. It still drains: \"its process was told to stop\" by n-1");
    }

    @Test
    void cancelTasksIsADeadlineOfNowByTheClustersClock() {
        gateway.answers(200, Samples.json(Samples.drained()));

        sluice.call("node", "drain", "n-1", "--reason", "patch", "--cancel-tasks", "--force");

        assertThat(gateway.asked().get(0).body())
                .contains("\"deadlineIn\":\"1ms\"", "\"force\":true")
                .containsIgnoringCase("\"onDeadline\":\"cancel\"");
    }

    @Test
    void dryRunOnlyAsks() {
        gateway.answers(
                200,
                "{\"name\":\"n-1\",\"alreadyDraining\":false,\"runningTasks\":2,\"capacityNow\":10,"
                        + "\"capacityLeft\":5,\"capacityFloor\":6,\"refused\":true}");

        CalledSluice.Result result = sluice.call("node", "drain", "n-1", "--reason", "patch", "--dry-run");

        assertThat(result.out()).contains("2 tasks would have to end first", "refused without --force");
        assertThat(gateway.lines()).containsExactly("PUT /api/v1/nodes/n-1/drain?dryRun=true");
    }

    @Test
    void everyWrongFieldIsALineOfItsOwn() {
        gateway.answers(
                400,
                "{\"type\":\"invalid-request\",\"title\":\"t\",\"status\":400,\"detail\":\"Wrong: taskCap, labels\","
                        + "\"errors\":[{\"field\":\"taskCap\",\"message\":\"at least 0\"},"
                        + "{\"field\":\"labels\",\"message\":\"at most 63\"}]}");

        CalledSluice.Result result = sluice.call("node", "cap", "n-1", "7");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines())
                .containsExactly("Wrong: taskCap, labels", "  taskCap: at least 0", "  labels: at most 63");
        assertThat(gateway.asked().get(0).body()).isEqualTo("{\"taskCap\":7}");
    }

    @Test
    void aCapIsTakenAwayByANullAndNothingElseIsSent() {
        gateway.answers(200, Samples.json(Samples.running()));

        CalledSluice.Result result = sluice.call("node", "cap", "n-1", "--reset");

        assertThat(result.out()).isEqualTo("n-1: cap 5, its own." + System.lineSeparator());
        assertThat(gateway.asked().get(0).line()).isEqualTo("PATCH /api/v1/nodes/n-1");
        assertThat(gateway.asked().get(0).body()).isEqualTo("{\"taskCap\":null}");
    }

    @Test
    void aCapThatBreaksTheFloorIsForced() {
        gateway.answers(200, Samples.json(Samples.running()));

        sluice.call("node", "cap", "n-1", "0", "--force");

        assertThat(gateway.asked().get(0).body()).isEqualTo("{\"taskCap\":0,\"force\":true}");
    }

    @Test
    void labelsAreSetAndTakenBackOneByOne() {
        gateway.answers(200, Samples.json(Samples.running()));

        CalledSluice.Result result =
                sluice.call("node", "label", "n-1", "zone=north", "note=a=b", "empty=", "rack-", "x-y-");

        assertThat(result.out()).isEqualTo("n-1: labels zone=a." + System.lineSeparator());
        assertThat(gateway.asked().get(0).body())
                .isEqualTo(
                        "{\"labels\":{\"zone\":\"north\",\"note\":\"a=b\",\"empty\":\"\",\"rack\":null,\"x-y\":null}}");
    }

    @Test
    void allLabelsOfOperatorsAreTakenAwayAtOnce() {
        gateway.answers(200, Samples.json(Samples.running()));

        sluice.call("node", "label", "n-1", "--reset");

        assertThat(gateway.asked().get(0).body()).isEqualTo("{\"labels\":null}");
    }

    @Test
    void missingCredentialsAreSaidWithTheRemedy() {
        gateway.answers(401, "{\"type\":\"unauthenticated\",\"status\":401,\"detail\":\"No token.\"}");

        assertThat(sluice.call("node", "list").err()).contains("No token.", "SLUICE_TOKEN");
    }

    @Test
    void whatIsNoGatewayIsSaidToBeNone() {
        gateway.answers(404, "<html>nginx</html>");

        CalledSluice.Result result = sluice.call("node", "list");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("404", "not as a Sluice gateway would");
    }

    @Test
    void anIdempotentCallSurvivesAGatewayThatGoesAway() {
        gateway.goesAway()
                .answers(503, "{\"type\":\"upstream-unavailable\",\"status\":503,\"detail\":\"wait\"}")
                .answers(200, Samples.json(Samples.running()));

        CalledSluice.Result result = sluice.call("node", "resume", "n-1");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("n-1: RUNNING, cap 5." + System.lineSeparator());
        assertThat(sluice.pauses()).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));
    }

    @Test
    void anUnavailablePartIsNamedInTheEnd() {
        gateway.answers(503, "{\"type\":\"upstream-unavailable\",\"status\":503,\"detail\":\"node-registry is away\"}");

        CalledSluice.Result result = sluice.call("node", "list");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("node-registry is away");
        assertThat(gateway.asked()).hasSize(5);
    }

    @Test
    void theNextGatewayIsAskedWhenOneIsAway() {
        gateway.answers(200, "{\"items\":[]}");

        assertThat(sluice.call("node", "list", "--server", "http://127.0.0.1:1," + gateway.url())
                        .exitCode())
                .isZero();
    }

    @Test
    void retiringIsNotRepeatedOnceItWasSent() {
        gateway.goesAway();

        CalledSluice.Result result = sluice.call("node", "retire", "n-1");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("It may have been carried out");
        assertThat(gateway.asked()).hasSize(1);
    }

    @Test
    void aRefusedRetirementSaysWhatStandsInTheWay() {
        gateway.answers(
                409,
                "{\"type\":\"node-not-empty\",\"status\":409,\"detail\":\"n-1 can't be retired yet.\","
                        + "\"errors\":[{\"field\":\"status\",\"message\":\"RUNNING\"}]}");

        CalledSluice.Result result = sluice.call("node", "retire", "n-1");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("can't be retired yet", "status: RUNNING");
    }

    @Test
    void aNameIsOneSegmentOfTheAddress() {
        gateway.answers(404, "{\"type\":\"not-found\",\"status\":404,\"detail\":\"no\"}");

        sluice.call("node", "show", "../tasks?x");

        assertThat(gateway.lines()).containsExactly("GET /api/v1/nodes/..%2Ftasks%3Fx");
    }
}
