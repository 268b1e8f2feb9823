package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to a machine, with the command line alone. */
@Timeout(240)
class MaintenanceScenario extends SuiteScenario {
    @TempDir
    private Path output;

    private CommandLineProcess sluice;

    @BeforeEach
    void commandLine() {
        sluice = new CommandLineProcess(CLUSTER.data(), output);
    }

    @AfterEach
    void everyAgentRuns() {
        CLUSTER.agents().forEach(CLUSTER::start);
    }

    @Test
    void aNodeIsDrainedRestartedAndResumed() {
        String name = agent(0);
        long epoch = API.node(name).path("epoch").asLong();

        CommandLineProcess.Result drained =
                sluice.call("node", "drain", name, "--reason", "kernel patch", "--wait", "60s");
        assertThat(drained.exitCode()).as("%s", drained).isZero();
        assertThat(drained.out()).contains("barrier is up", name + ": drained");

        CLUSTER.stop(name);
        API.awaitStatus(name, "OFFLINE");
        CLUSTER.start(name);

        JsonNode back = API.awaitStatus(name, "DRAINED");
        assertThat(back.path("epoch").asLong()).isGreaterThan(epoch);
        assertThat(back.path("drain").path("reason").asText()).isEqualTo("kernel patch");
        CommandLineProcess.Result list = sluice.call("node", "list");
        assertThat(list.out().lines())
                .anyMatch(line -> line.startsWith(name) && line.contains("DRAINED") && line.contains("kernel patch"));

        CommandLineProcess.Result resumed = sluice.call("node", "resume", name);
        assertThat(resumed.exitCode()).as("%s", resumed).isZero();
        API.awaitStatus(name, "RUNNING");
        assertThat(Api.state(API.awaitEnd(API.submit(Submission.shell("true").on(name)))))
                .isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void aDrainThatIsNotDoneInTimeExitsWithThreeAndGoesOn() {
        String id = API.submit(Submission.shell(untilRaised("go")).on(agent(0)));
        API.awaitRunning(id);

        CommandLineProcess.Result result = sluice.call("node", "drain", agent(0), "--reason", "patch", "--wait", "1s");

        assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
        assertThat(result.out()).contains("1 of 1 task left");
        raise("go");
        API.awaitStatus(agent(0), "DRAINED");
        assertThat(Api.state(API.awaitEnd(id))).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void aDrainThatCancelsTasksDoesNotWaitForThem() {
        String id = API.submit(Submission.shell("sleep 300").on(agent(0)));
        API.awaitRunning(id);

        CommandLineProcess.Result result =
                sluice.call("node", "drain", agent(0), "--reason", "patch", "--cancel-tasks", "--wait", "60s");

        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(Api.state(API.task(id))).isEqualTo(TaskState.CANCELED);
    }

    @Test
    void aNodeIsRetiredOnlyOnceItIsGone() {
        String name = agent(1);
        CommandLineProcess.Result refused = sluice.call("node", "retire", name);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains(name).doesNotContain("Exception");

        assertThat(sluice.call("node", "drain", name, "--reason", "goes to the scrapyard", "--wait", "60s")
                        .exitCode())
                .isZero();
        CLUSTER.stop(name);
        API.awaitStatus(name, "OFFLINE");
        CommandLineProcess.Result retired = sluice.call("node", "retire", name);

        assertThat(retired.exitCode()).as("%s", retired).isZero();
        assertThat(API.get("/api/v1/nodes/" + name).status()).isEqualTo(404);
        assertThat(sluice.call("node", "show", name).exitCode()).isEqualTo(1);

        CLUSTER.start(name);
        Awaitility.await("a new node of that name may come")
                .atMost(Api.TIMEOUT)
                .until(() -> API.get("/api/v1/nodes/" + name).status() == 200);
        assertThat(API.awaitStatus(name, "RUNNING")
                        .path("drain")
                        .path("enabled")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aTaskIsSubmittedFollowedAndListed() {
        CommandLineProcess.Result followed = sluice.call(
                "task",
                "submit",
                "--follow",
                "--name",
                "cli-follow",
                "--",
                "sh",
                "-c",
                "echo hello; sleep 1; echo bye");
        assertThat(followed.exitCode()).as("%s", followed).isZero();
        assertThat(followed.out()).isEqualTo("hello\nbye\n");
        String id = followed.err().strip().replace("task ", "");

        assertThat(sluice.call("task", "log", id).out()).isEqualTo("hello\nbye\n");
        assertThat(sluice.call("task", "log", "-f", id).out()).isEqualTo("hello\nbye\n");
        assertThat(sluice.call("task", "show", id).out()).contains("SUCCEEDED", "sh -c echo hello");
        assertThat(sluice.call("task", "list", "--name", "cli-follow").out()).contains(id);

        CommandLineProcess.Result failed = sluice.call("task", "submit", "--follow", "--", "sh", "-c", "exit 9");
        assertThat(failed.exitCode()).isEqualTo(9);
        assertThat(failed.err()).contains("FAILED, exit code 9");

        CommandLineProcess.Result late = sluice.call("task", "submit", "--follow", "--timeout", "1s", "sleep", "60");
        assertThat(late.exitCode()).as("%s", late).isEqualTo(124);
    }

    @Test
    void everyReadTellsScriptsTheGatewaysOwnAnswer() {
        for (String[] read : new String[][] {
            {"node", "list"}, {"node", "show", agent(0)}, {"task", "list"}, {"cluster"},
        }) {
            String[] args = Arrays.copyOf(read, read.length + 2);
            args[read.length] = "-o";
            args[read.length + 1] = "json";
            CommandLineProcess.Result result = sluice.call(args);
            assertThat(result.exitCode()).as("%s", result).isZero();
            assertThat(result.out()).startsWith("{");
        }
    }

    @Test
    void aCapAndSingleLabelsAreTakenBack() {
        sluice.call("node", "cap", agent(0), "7");
        assertThat(sluice.call("node", "cap", agent(0), "--reset").out()).contains("cap " + CAP + ", its own.");
        assertThat(API.node(agent(0)).path("overrides").path("taskCap").isNumber())
                .isFalse();

        sluice.call("node", "label", agent(0), "rack=7", "row=2");
        CommandLineProcess.Result labels = sluice.call("node", "label", agent(0), "rack-");
        assertThat(labels.out()).contains("row=2").doesNotContain("rack");
        assertThat(sluice.call("node", "label", agent(0), "row-").exitCode()).isZero();
        API.patch("/api/v1/nodes/" + agent(0), Map.of("taskCap", CAP));
    }

    @Test
    void aWrongCapIsRefusedWithItsField() {
        CommandLineProcess.Result result = sluice.call("node", "cap", agent(0), "-1");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("0 to 10000").doesNotContain("Exception");
        assertThat(API.node(agent(0)).path("taskCap").asInt()).isEqualTo(CAP);
        assertThat(API.patch("/api/v1/nodes/" + agent(0), Map.of("taskCap", CAP))
                        .status())
                .isEqualTo(200);
    }
}
