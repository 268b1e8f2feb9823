package io.sluice.backends;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes of the PostgreSQL servers of one data folder: each of them works in that folder. Linux alone shows where
 * another process works; elsewhere none is found.
 */
final class ServerProcesses {
    private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

    private ServerProcesses() {}

    /** All that live. */
    static List<ProcessHandle> of(Path folder) {
        try {
            return ProcessTable.workingIn(folder).stream()
                    .filter(ServerProcesses::isPostgres)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this PostgreSQL works in that folder; true where the system does not show it. */
    static boolean mayServe(ProcessHandle process, Path folder) {
        return !ProcessTable.isShown() || of(folder).contains(process);
    }

    static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("postgres"))
                .isPresent();
    }

    /**
     * Kills what a dead server left behind. Its processes end with it by themselves, save one that waits for a lock whose
     * holder was killed too: that one waits for ever, keeps the shared memory, and no new server starts beside it.
     *
     * @throws BackendFailure when one does not end
     */
    static void killAll(Path folder) {
        List<ProcessHandle> left = of(folder);
        left.forEach(ProcessHandle::destroyForcibly);
        try {
            CompletableFuture.allOf(left.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new BackendFailure(
                    "Processes of a dead PostgreSQL don't end: "
                            + left.stream()
                                    .filter(ProcessHandle::isAlive)
                                    .map(ProcessHandle::pid)
                                    .toList(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendFailure("Interrupted while processes of a dead PostgreSQL ended", e);
        }
    }
}
