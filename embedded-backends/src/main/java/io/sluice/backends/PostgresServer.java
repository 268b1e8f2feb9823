package io.sluice.backends;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A running PostgreSQL that ends with this object, and with this JVM however that ends: a watcher beside it holds the other
 * end of a pipe and stops it when the pipe breaks.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Duration START_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final String WATCHED = """
            "$@" </dev/null & server=$!
            cat >/dev/null
            kill -INT $server 2>/dev/null
            wait $server
            """;

    private final PostgresCluster cluster;
    private final Process process;

    private PostgresServer(PostgresCluster cluster, Process process) {
        this.cluster = cluster;
        this.process = process;
    }

    /** Starts it and waits until it serves. What it says goes to {@code log}. */
    public static PostgresServer start(PostgresCluster cluster, Path log) {
        cluster.prepared();
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", WATCHED, "sh");
        builder.command().addAll(cluster.command());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            PostgresServer server = new PostgresServer(cluster, builder.start());
            server.awaitReady(log.toFile());
            return server;
        } catch (IOException e) {
            throw new BackendFailure("PostgreSQL could not be started: " + e, e);
        }
    }

    /** What it serves, and how to reach it. */
    public PostgresCluster cluster() {
        return cluster;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady(File log) throws IOException {
        long deadline = System.nanoTime() + START_WITHIN.toNanos();
        while (!cluster.isReady()) {
            if (process.descendants().noneMatch(ProcessHandle::isAlive) && !process.isAlive()
                    || System.nanoTime() - deadline > 0) {
                close();
                throw new BackendFailure("PostgreSQL did not start on port " + cluster.port() + ": "
                        + Files.readString(log.toPath()).strip());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendFailure("Interrupted while PostgreSQL started", e);
        }
    }
}
