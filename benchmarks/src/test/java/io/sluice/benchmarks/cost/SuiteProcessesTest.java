package io.sluice.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.backends.ProcessTable;
import io.sluice.contracts.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a shell as launcher, with a shell as agent below it, whose child works and ends before it answers. */
class SuiteProcessesTest {
    private static final String AGENT_WITH_A_TASK =
            "sh -c 'sh -c \"i=0; while [ \\$i -lt 300000 ]; do i=\\$((i+1)); done\"; echo $$; read wait'";

    @TempDir
    Path data;

    private Process launcher;
    private long agent;

    @BeforeEach
    void aSuiteRuns() throws IOException {
        assumeThat(ProcessTable.isShown()).as("processes are shown by /proc").isTrue();
        launcher = new ProcessBuilder("sh", "-c", AGENT_WITH_A_TASK + "; true").start();
        BufferedReader said = launcher.inputReader(StandardCharsets.UTF_8);
        agent = Long.parseLong(said.readLine().strip());
    }

    @AfterEach
    void itEnds() throws InterruptedException {
        if (launcher != null) {
            launcher.descendants().forEach(ProcessHandle::destroyForcibly);
            launcher.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatATasksProcessUsedCountsForTasksAlsoWhenItHasEnded() throws IOException {
        listed(0);

        Map<Part, Double> cpu = processes().cpu().seconds();

        assertThat(cpu.get(Part.TASKS)).isGreaterThan(0.02).isGreaterThan(cpu.get(Part.AGENT));
        assertThat(ProcessFamily.cpuSeconds(launcher.pid())).isGreaterThanOrEqualTo(cpu.get(Part.TASKS));
    }

    @Test
    void aSuiteIsItsLauncherAndAllBelowIt() throws IOException {
        listed(0);

        assertThat(processes().count()).isEqualTo(2);
        assertThat(processes().memory()).containsOnlyKeys(Part.AGENT, Part.LAUNCHER);
        assertThat(processes().pid("agent-1")).contains(agent);
    }

    @Test
    void aProcessThatDiedMakesTheMeasurementFail() throws IOException {
        listed(1);

        assertThatThrownBy(() -> processes().cpu()).hasMessageContaining("agent-1 died");
    }

    private SuiteProcesses processes() {
        return new SuiteProcesses(data, launcher.pid());
    }

    private void listed(int restarts) throws IOException {
        Map<String, Object> entry = Map.of("name", "agent-1", "pid", agent, "restarts", restarts);
        Files.write(data.resolve("suite.json"), Json.bytes(Map.of("processes", List.of(entry))));
    }
}
