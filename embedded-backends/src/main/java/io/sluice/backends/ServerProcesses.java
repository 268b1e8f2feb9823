package io.sluice.backends;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The processes of the PostgreSQL servers of one data folder: each of them works in that folder. Linux alone shows where
 * another process works; elsewhere none is found.
 */
final class ServerProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

    private ServerProcesses() {}

    /** All that live. */
    static List<ProcessHandle> of(Path folder) {
        if (!isShown()) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(PROC)) {
            Path wanted = folder.toRealPath();
            return entries.filter(
                            entry -> entry.getFileName().toString().chars().allMatch(Character::isDigit))
                    .filter(entry -> worksIn(wanted, entry))
                    .flatMap(entry ->
                            ProcessHandle.of(Long.parseLong(entry.getFileName().toString())).stream())
                    .filter(ServerProcesses::isPostgres)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this PostgreSQL works in that folder; true where the system does not show it. */
    static boolean mayServe(ProcessHandle process, Path folder) {
        return !isShown() || of(folder).contains(process);
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

    private static boolean isShown() {
        return Files.exists(PROC.resolve("self/cwd"));
    }

    private static boolean worksIn(Path folder, Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(folder);
        } catch (IOException e) {
            // Gone meanwhile, or another user's.
            return false;
        }
    }
}
