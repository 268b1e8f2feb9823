package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real groups. */
class ProcessGroupsTest {
    private final Optional<Path> setsid = Program.find("setsid");
    private final ProcessGroups groups = new ProcessGroups(setsid);
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void isLinux() {
        assumeTrue(ProcFs.isAvailable() && setsid.isPresent());
    }

    @AfterEach
    void end() {
        groups.close();
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aGroupIsGoneWhenItsLastProcessIs() throws Exception {
        Process leader = leader("sleep 1005 & exec sleep 1005");
        Process another = leader("exec sleep 1005");
        assertThat(groups.isGone(leader.pid())).isFalse();

        leader.destroyForcibly().waitFor();
        assertThat(groups.isGone(leader.pid())).as("one is left").isFalse();

        groups.kill(leader.pid());
        await("whoever adopted it has noticed").until(() -> groups.isGone(leader.pid()));
        assertThat(another.isAlive()).isTrue();
        assertThat(groups.isGone(another.pid())).isFalse();
    }

    /** To be sure of what nobody said would leave a process running. */
    @Test
    void whatNobodyAnswersIsNotSureAndTheNextAskIs() throws Exception {
        Process leader = leader("exec sleep 1005");
        assertThat(groups.isGone(leader.pid())).isFalse();
        ProcessHandle shell = shell(leader).orElseThrow();

        shell.destroyForcibly();
        await().until(() -> !shell.isAlive());
        leader.destroyForcibly().waitFor();
        groups.isGone(leader.pid());

        await("another shell answers").until(() -> groups.isGone(leader.pid()));
    }

    @Test
    void itsShellEndsWithIt() throws Exception {
        Process leader = leader("exec sleep 1005");
        groups.isGone(leader.pid());
        ProcessHandle shell = shell(leader).orElseThrow();

        groups.close();

        await().until(() -> !shell.isAlive());
    }

    private Process leader(String script) throws IOException {
        Process process =
                new ProcessBuilder(setsid.orElseThrow().toString(), "sh", "-c", script + " >/dev/null 2>&1").start();
        started.add(process);
        await("it leads its session")
                .until(() -> ProcFs.of(process.pid())
                        .filter(entry -> entry.session() == process.pid())
                        .isPresent());
        return process;
    }

    /** The process that this one started after the leader. */
    private static Optional<ProcessHandle> shell(Process leader) {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.pid() != leader.pid()
                        && child.info().arguments().stream()
                                .flatMap(Arrays::stream)
                                .anyMatch("sluice-groups"::equals))
                .findFirst();
    }
}
