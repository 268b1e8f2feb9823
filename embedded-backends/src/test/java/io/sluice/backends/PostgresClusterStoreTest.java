package io.sluice.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.PostgresCluster.Durability;
import io.sluice.backends.PostgresCluster.Login;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that was killed, and the next one on its data. */
class PostgresClusterStoreTest {
    /** A server that was killed recovers before it serves. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private PostgresCluster cluster;

    @BeforeEach
    void prepare() {
        cluster = new PostgresCluster(
                        folder.resolve("data"), FreePorts.next(), new Login("sluice", "secret"), Durability.THROWN_AWAY)
                .prepared();
    }

    @Test
    void aProcessOfADeadServerDoesNotKeepTheNextOneOut() throws Exception {
        Process server = start();
        try (Connection connection = cluster.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select pg_backend_pid()")) {
            result.next();
            ProcessHandle backend = ProcessHandle.of(result.getLong(1)).orElseThrow();
            // As if it waited for a lock whose holder was killed: it does not see that its server is gone.
            assertThat(new ProcessBuilder("kill", "-s", "STOP", String.valueOf(backend.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            server.destroyForcibly().waitFor();
            assertThat(backend.isAlive()).isTrue();

            try (PostgresServer next = PostgresServer.start(cluster, log())) {
                assertThat(next.cluster().isReady()).isTrue();
                assertThat(backend.isAlive()).isFalse();
            }
        }
    }

    @Test
    void theLockOfAServerThatDiedWhileWritingItIsNoHindrance() throws Exception {
        Files.createFile(cluster.folder().resolve("postmaster.pid"));
        try (PostgresServer next = PostgresServer.start(cluster, log())) {
            assertThat(next.cluster().isReady()).isTrue();
        }
    }

    @Test
    void aServerThatLivesIsLeftAlone() throws Exception {
        Process server = start();
        try {
            cluster.prepared();
            assertThat(cluster.folder().resolve("postmaster.pid")).exists();
            assertThat(cluster.isReady()).isTrue();
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private Process start() throws IOException {
        Process server = new ProcessBuilder(cluster.command())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log().toFile()))
                .start();
        await("it serves").atMost(START_TIMEOUT).until(cluster::isReady);
        return server;
    }

    private Path log() {
        return folder.resolve("postgres.log");
    }
}
