package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskCommandTest {
    private static final String ID = "01938f3e-0000-7000-8000-000000000007";

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
    void submitSendsTheCommandAsItWasWrittenAndPrintsTheId() {
        gateway.answers(202, task("QUEUED", null));

        CalledSluice.Result result = sluice.call(
                "task",
                "submit",
                "--name",
                "hello",
                "--env",
                "A=b=c",
                "--",
                "sh",
                "-c",
                "echo \"$A\" @x ${y}",
                "--name");

        assertThat(result.out().strip()).isEqualTo(ID);
        assertThat(gateway.asked().get(0).body())
                .isEqualTo("{\"type\":\"exec\",\"command\":[\"sh\",\"-c\",\"echo \\\"$A\\\" @x ${y}\",\"--name\"],"
                        + "\"name\":\"hello\",\"env\":{\"A\":\"b=c\"}}");
    }

    @Test
    void withoutTheDashesTheProgramsOptionsAreTheProgramsToo() {
        gateway.answers(202, task("QUEUED", null));

        sluice.call("task", "submit", "--priority", "5", "@echo", "-o", "x");

        assertThat(gateway.asked().get(0).body()).contains("\"command\":[\"@echo\",\"-o\",\"x\"]", "\"priority\":5");
    }

    @Test
    void everyOptionOfSubmitIsAFieldOfTheTask() throws IOException {
        Files.writeString(directory.resolve("input"), "line\n");
        gateway.answers(202, task("QUEUED", null));

        sluice.call(
                "task",
                "submit",
                "--type",
                "noop",
                "--param",
                "sleep=1s",
                "--stdin-file",
                "input",
                "--timeout",
                "90s",
                "--selector",
                "zone=a",
                "--guarantee",
                "idempotent",
                "--max-attempts",
                "3",
                "--queue-limit",
                "PT2H");

        assertThat(gateway.asked().get(0).body())
                .isEqualTo("{\"type\":\"noop\",\"stdin\":\"line\\n\",\"parameters\":{\"sleep\":\"1s\"},"
                        + "\"timeout\":\"90s\",\"nodeSelector\":{\"zone\":\"a\"},\"guarantee\":\"idempotent\","
                        + "\"maxAttempts\":3,\"queueLimit\":\"2h\"}");
    }

    @Test
    void aSubmissionIsSentAgainUnderItsKeyWhenTheGatewayGoesAway() {
        gateway.goesAway().answers(202, task("QUEUED", null));

        CalledSluice.Result result = sluice.call("task", "submit", "true");

        assertThat(result.exitCode()).isZero();
        assertThat(gateway.asked()).hasSize(2);
    }

    @Test
    void waitingForASuccessExitsWithZeroAndForAFailureWithItsExitCode() {
        gateway.answers(202, task("QUEUED", null))
                .answers(200, task("RUNNING", null))
                .answers(200, task("SUCCEEDED", 0));
        assertThat(sluice.call("task", "submit", "--wait", "1h", "true").exitCode())
                .isZero();

        try (FakeGateway failing =
                new FakeGateway().answers(202, task("QUEUED", null)).answers(200, task("FAILED", 7))) {
            CalledSluice.Result result =
                    sluice.call("task", "submit", "--server", failing.url(), "--wait", "1h", "false");

            assertThat(result.exitCode()).isEqualTo(7);
            assertThat(result.err()).contains("FAILED, exit code 7");
        }
    }

    @Test
    void aTaskThatDoesNotEndInTimeExitsWithThree() {
        gateway.answers(202, task("QUEUED", null)).answers(200, task("RUNNING", null));

        assertThat(sluice.call("task", "submit", "--wait", "1ms", "true").exitCode())
                .isEqualTo(3);
    }

    @Test
    void followPrintsTheLogAndExitsWithTheTasksOutcome() {
        gateway.answers(202, task("QUEUED", null))
                .streams(
                        "id: 1:1",
                        "event: chunk",
                        "data: {\"seq\":1,\"stream\":\"STDOUT\",\"text\":\"hello\\n\"}",
                        "",
                        "event: end",
                        "data: {\"state\":\"FAILED\",\"exitCode\":3}",
                        "");

        CalledSluice.Result result = sluice.call("task", "submit", "--follow", "--", "sh", "-c", "echo hello; exit 3");

        assertThat(result.out()).isEqualTo("hello\n");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains(ID, "exit code 3");
    }

    @ParameterizedTest
    @CsvSource({
        "TIMED_OUT, 143, 124",
        "TIMED_OUT, , 124",
        "CANCELED, 143, 122",
        "CANCELED, , 122",
        "EXPIRED, , 121",
        "FAILED, 255, 255",
        "FAILED, 137, 137"
    })
    void aTaskThatDidNotEndByItselfHasAnExitCodeThatSaysWhy(String state, Integer exitCode, int expected) {
        gateway.answers(202, task("QUEUED", null))
                .streams("event: end", "data: {\"state\":\"" + state + "\",\"exitCode\":" + exitCode + "}", "");

        CalledSluice.Result result = sluice.call("task", "submit", "--follow", "true");

        assertThat(result.exitCode()).isEqualTo(expected);
        assertThat(result.err()).contains(state);
    }

    @ParameterizedTest
    @CsvSource({"NODE_LOST, 123", "RUNNER_FAILED, 1"})
    void aFailureWithoutAnExitCodeIsAskedForItsReason(String code, int expected) {
        gateway.answers(202, task("QUEUED", null))
                .streams("event: end", "data: {\"state\":\"FAILED\"}", "")
                .answers(200, failed(code))
                .answers(202, task("QUEUED", null))
                .answers(200, failed(code));

        CalledSluice.Result followed = sluice.call("task", "submit", "--follow", "true");
        CalledSluice.Result waited = sluice.call("task", "submit", "--wait", "1h", "true");

        assertThat(followed.exitCode()).isEqualTo(expected);
        assertThat(followed.err()).contains("FAILED: " + code + ": because");
        assertThat(waited.exitCode()).isEqualTo(expected);
    }

    @Test
    void anInputThatIsNoTextIsAWrongOption() throws IOException {
        Files.write(directory.resolve("image"), new byte[] {(byte) 0xff, 0});

        CalledSluice.Result result = sluice.call("task", "submit", "--stdin-file", "image", "cat");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("image");
        assertThat(gateway.asked()).isEmpty();
    }

    @Test
    void anInterruptWhileItFollowsExitsWith130() throws InterruptedException {
        gateway.answers(202, task("QUEUED", null)).streams(": nothing");
        AtomicReference<CalledSluice.Result> result = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            sluice.beforeAPause(Thread.currentThread()::interrupt);
            result.set(sluice.call("task", "submit", "--follow", "true"));
        });
        caller.start();
        caller.join();

        assertThat(result.get().exitCode()).isEqualTo(130);
    }

    @Test
    void aLogGoesOnAfterItsLastPieceWhenTheGatewayGoesAway() {
        gateway.streams("id: 1:1", "event: chunk", "data: {\"seq\":1,\"text\":\"a\"}", "")
                .goesAway()
                .answers(503, "{\"type\":\"upstream-unavailable\",\"status\":503,\"detail\":\"wait\"}")
                .streams(
                        "id: 1:2",
                        "event: chunk",
                        "data: {\"seq\":2,\"text\":\"b\"}",
                        "",
                        "event: end",
                        "data: {\"state\":\"SUCCEEDED\",\"exitCode\":0}",
                        "");

        CalledSluice.Result result = sluice.call("task", "log", "-f", ID);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("ab");
        assertThat(gateway.asked().stream().map(FakeGateway.Asked::lastEventId))
                .containsExactly(null, "1:1", "1:1", "1:1");
    }

    @Test
    void aStreamThatNeverBringsNewsIsGivenUp() {
        gateway.streams(": nothing");

        CalledSluice.Result result = sluice.call("task", "log", "-f", ID);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(gateway.asked()).hasSize(LogFollower.MAX_FAILURES + 1);
    }

    @Test
    void followingATaskThatDoesNotExistIsRefusedAtOnce() {
        gateway.answers(404, "{\"type\":\"not-found\",\"status\":404,\"detail\":\"There is no task x.\"}");

        CalledSluice.Result result = sluice.call("task", "log", "-f", "x");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().strip()).isEqualTo("There is no task x.");
        assertThat(gateway.asked()).hasSize(1);
    }

    @Test
    void logPrintsTheTextAsItIs() {
        gateway.answers(200, "hello\nbye\n");

        assertThat(sluice.call("task", "log", "--attempt", "2", ID).out()).isEqualTo("hello\nbye\n");
        assertThat(gateway.lines()).containsExactly("GET /api/v1/tasks/" + ID + "/log?attempt=2");
    }

    @Test
    void listShowsWhyATaskWaitsAndWhereTheNextPageIs() {
        gateway.answers(200, "{\"items\":[" + task("QUEUED", null) + "],\"next\":\"abc\"}");

        CalledSluice.Result result = sluice.call("task", "list", "--state", "QUEUED", "--limit", "1");

        assertThat(result.out().lines())
                .containsExactly(
                        "ID                                     STATE    WHAT     NODE   SUBMITTED   TOOK   EXIT   WHY",
                        ID + "   QUEUED   echo a   -      5s ago      -      -      ALL_AT_CAP: all at cap");
        assertThat(result.err()).contains("--cursor abc");
        assertThat(gateway.lines()).containsExactly("GET /api/v1/tasks?limit=1&state=QUEUED");
    }

    @Test
    void listAsksForATimeOfSubmission() {
        gateway.answers(200, "{\"items\":[],\"next\":null}");

        sluice.call(
                "task",
                "list",
                "--submitted-after",
                "2026-11-27T10:00:00Z",
                "--submitted-before",
                "2026-11-27T12:00:00+01:00");

        assertThat(gateway.lines())
                .containsExactly("GET /api/v1/tasks?limit=50&submittedAfter=2026-11-27T10%3A00%3A00Z"
                        + "&submittedBefore=2026-11-27T12%3A00%3A00%2B01%3A00");
    }

    @Test
    void showTellsEachAttempt() {
        gateway.answers(200, task("SUCCEEDED", 0));

        assertThat(sluice.call("task", "show", ID).out())
                .contains("state         SUCCEEDED", "guarantee     once, 1 attempt", "ATTEMPT   NODE");
    }

    @Test
    void cancelSaysTheStateAndRerunTheNewId() {
        gateway.answers(200, task("CANCELING", null)).answers(202, task("QUEUED", null));

        assertThat(sluice.call("task", "cancel", ID).out().strip()).isEqualTo("task " + ID + " CANCELING");
        assertThat(sluice.call("task", "rerun", ID).out().strip()).isEqualTo(ID);
        assertThat(gateway.lines())
                .containsExactly("POST /api/v1/tasks/" + ID + "/cancel", "POST /api/v1/tasks/" + ID + "/rerun");
    }

    @Test
    void queueAndClusterSayWhetherItIsPaused() {
        gateway.answers(200, "{\"paused\":true}")
                .answers(
                        200,
                        "{\"nodes\":{\"RUNNING\":2,\"OFFLINE\":0},\"capacity\":10,\"slots\":15,\"running\":1,\"queued\":3,"
                                + "\"oldestQueuedSeconds\":65,\"paused\":true}");

        assertThat(sluice.call("queue", "pause", "--note", "release").out()).contains("paused");
        assertThat(sluice.call("cluster").out().lines())
                .containsExactly(
                        "nodes      2 RUNNING",
                        "capacity   10",
                        "running    1 of 15 slots",
                        "queued     3, the oldest for 1m5s",
                        "queue      PAUSED");
        assertThat(gateway.asked().get(0).body()).isEqualTo("{\"note\":\"release\"}");
    }

    @Test
    void queueStatusSaysWhoPausedItWhenAndWhy() {
        String answer = "{\"running\":1,\"queued\":0,\"oldestQueuedSeconds\":0,\"paused\":true,\"pause\":"
                + "{\"note\":\"release\",\"by\":\"bob\",\"since\":\"2026-11-23T12:00:00Z\"}}";
        gateway.answers(200, answer).answers(200, answer);

        assertThat(sluice.call("queue", "status").out().lines())
                .contains("queue     PAUSED by bob since 2026-11-23T12:00:00Z: release");
        assertThat(sluice.call("queue", "status", "--output", "json").out()).contains("\"release\"");
    }

    @Test
    void clusterSaysWhyNothingIsDeclaredLost() {
        String answer = "{\"nodes\":{\"OFFLINE\":3},\"capacity\":0,\"running\":1,\"queued\":0,"
                + "\"oldestQueuedSeconds\":0,\"paused\":false,\"calm\":{\"cause\":\"MASS_LOSS\","
                + "\"since\":\"2026-11-23T12:00:00Z\",\"until\":\"2026-11-23T12:05:00Z\","
                + "\"text\":\"3 of 3 nodes were not heard of for 10 s and more.\"}}";
        gateway.answers(200, answer).answers(200, answer);

        assertThat(sluice.call("cluster").out().lines())
                .contains("calm       MASS_LOSS, no silent node is declared lost until 2026-11-23T12:05:00Z: "
                        + "3 of 3 nodes were not heard of for 10 s and more.");
        assertThat(sluice.call("cluster", "--output", "json").out()).contains("\"MASS_LOSS\"");
    }

    private static String failed(String code) {
        return task("FAILED", null)
                .replace("\"attempt\":0", "\"attempt\":1,\"reason\":{\"code\":\"" + code + "\",\"text\":\"because\"}");
    }

    private static String task(String state, Integer exitCode) {
        String attempts = exitCode == null
                ? ""
                : ",\"exitCode\":" + exitCode
                        + ",\"attempts\":[{\"attempt\":1,\"node\":\"n-1\",\"epoch\":1,\"state\":\""
                        + state + "\",\"assignedAt\":\"2026-11-23T11:59:56Z\",\"startedAt\":\"2026-11-23T11:59:56Z\","
                        + "\"endedAt\":\"2026-11-23T11:59:57Z\",\"exitCode\":" + exitCode
                        + ",\"reconnecting\":false,\"refusedReports\":0}]";
        String waiting = "QUEUED".equals(state) ? ",\"waiting\":{\"code\":\"ALL_AT_CAP\",\"text\":\"all at cap\"}" : "";
        return "{\"id\":\"" + ID + "\",\"state\":\"" + state + "\",\"type\":\"exec\",\"command\":[\"echo\",\"a\"],"
                + "\"priority\":3,\"nodeSelector\":{},\"guarantee\":\"once\",\"maxAttempts\":1,\"timeout\":\"1h\","
                + "\"queueLimit\":\"24h\",\"submittedBy\":\"token\",\"submittedAt\":\"2026-11-23T11:59:55Z\","
                + "\"attempt\":0" + waiting + attempts + "}";
    }
}
