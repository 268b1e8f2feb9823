package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real processes. */
class ProcessTableTest {
    private final ProcessTable table = new ProcessTable();
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void isLinux() {
        assumeTrue(ProcFs.isAvailable());
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void everyLookShowsWhatWasStartedSinceAndNothingElseHasToBeReadAgain() throws IOException {
        Process old = start("sleep", "1004");
        long oldTicks = ticks(old);
        await("another tick").until(() -> ticks(start("true")) > oldTicks);
        Process young = start("sleep", "1004");
        long youngTicks = ticks(young);

        assertThat(pids(table.lookSince(youngTicks))).contains(young.pid());
        assertThat(pids(table.lookSince(youngTicks))).contains(young.pid()).doesNotContain(old.pid());
        assertThat(pids(table.lookSince(oldTicks))).contains(young.pid(), old.pid());
    }

    @Test
    void aProcessThatHasEndedIsNotShownThoughItWasKnown() throws Exception {
        Process process = start("sleep", "1004");
        long since = ticks(process);
        table.lookSince(since + 1);

        process.destroyForcibly().waitFor();

        assertThat(pids(table.lookSince(since))).doesNotContain(process.pid());
    }

    /** Whoever shares a look that began before his process did would take it for gone. */
    @Test
    void whoAsksAtTheSameTimeAsOthersSeesWhatHeHasStarted() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> asks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asks.add(() -> {
                    for (int round = 0; round < 20; round++) {
                        Process process = new ProcessBuilder("sleep", "1004").start();
                        try {
                            if (!pids(table.lookSince(ticks(process))).contains(process.pid())) {
                                return false;
                            }
                        } finally {
                            process.destroyForcibly().waitFor();
                        }
                    }
                    return true;
                });
            }
            for (Future<Boolean> seen : threads.invokeAll(asks)) {
                assertThat(seen.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSessionIsAnothersWhileItsLeaderLives() throws Exception {
        Process leader = start("sleep", "1004");
        table.leads(leader);

        assertThat(table.isOfAnother(leader.pid(), leader.pid())).isFalse();
        assertThat(table.isOfAnother(leader.pid(), 1)).isTrue();
        assertThat(table.isOfAnother(1, leader.pid())).isFalse();

        leader.destroyForcibly().waitFor();
        assertThat(table.isOfAnother(leader.pid(), 1))
                .as("its number may be taken again")
                .isFalse();
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static long ticks(Process process) {
        return ProcFs.of(process.pid()).map(ProcFs.Entry::startTicks).orElse(0L);
    }

    private static List<Long> pids(ProcessTable.Look look) {
        return look.entries().stream().map(ProcFs.Entry::pid).toList();
    }
}
