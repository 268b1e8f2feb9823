package io.sluice.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.test.RawHttp;
import io.sluice.test.TestDatabase;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that starts before its database can be used. */
class DatabaseGateStoreTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private TestDatabase database;
    private int port;

    @BeforeEach
    void begin() throws IOException {
        database = TestDatabase.create("gate");
        port = freePort();
    }

    @AfterEach
    void end() {
        thread.shutdownNow();
    }

    @Test
    void aDatabaseThatCanBeUsedIsNotWaitedFor() throws Exception {
        try (ServerSocket taken = new ServerSocket(port)) {
            gate(database.jdbcUrl(), database.password()).pass();

            assertThat(taken.isBound()).isTrue();
        }
        assertThat(text()).isEmpty();
    }

    @Test
    void aDatabaseThatIsStillToBeMadeIsWaitedForLiveAndNotReady() throws Exception {
        String name = database.name() + "_late";
        CompletableFuture<Void> passed = pass(gate(urlOf(name), database.password()));

        awaitText("\"" + name + "\" does not exist");
        assertThat(get("/q/health/live").status()).isEqualTo(200);
        assertThat(get("/q/health/started").status()).isEqualTo(200);
        assertThat(get("/q/health/ready").status()).isEqualTo(503);
        RawHttp.Answer refusal = get("/internal/v1/nodes?limit=1");
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.headers()).containsKey("retry-after").containsEntry("connection", "close");
        assertThat(refusal.body()).contains("upstream-unavailable");
        assertThat(passed).isNotDone();

        run("create database " + name);

        await("the service may start").until(passed::isDone);
        assertThat(passed).isCompleted();
        try (ServerSocket service = new ServerSocket(port)) {
            assertThat(service.isBound()).as("the port is free for the service").isTrue();
        }
        assertThat(text().lines()).hasSize(2).last().asString().contains("INFO", "can be used");
    }

    @Test
    void aServerThatDoesNotListenIsWaitedFor() throws Exception {
        CompletableFuture<Void> passed =
                pass(gate("jdbc:postgresql://127.0.0.1:" + freePort() + "/registry", database.password()));

        awaitText("refused");
        assertThat(get("/q/health/live").status()).isEqualTo(200);
        assertThat(passed).isNotDone();
    }

    @Test
    void aRefusedUserIsWaitedForAndToldWithoutAPassword() throws Exception {
        CompletableFuture<Void> passed = pass(new DatabaseGate(
                config(database.jdbcUrl() + "?password=from-the-address", "stranger", "wrong-one"), stream(), clock()));

        awaitText("\"stranger\"");
        assertThat(text()).doesNotContain("wrong-one", "from-the-address");
        assertThat(passed).isNotDone();
    }

    @Test
    void aDatabaseThatTakesNoWritesIsWaitedFor() throws Exception {
        run("alter database " + database.name() + " set default_transaction_read_only = on");
        CompletableFuture<Void> passed = pass(gate(database.jdbcUrl(), database.password()));

        awaitText("read-only");
        assertThat(passed).isNotDone();

        TestDatabase other = TestDatabase.create("gate_other");
        run(other, "alter database " + database.name() + " reset default_transaction_read_only");
        await("the service may start").until(passed::isDone);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(port)) {
            DatabaseGate gate = gate(urlOf("nowhere"), database.password());

            assertThatThrownBy(gate::pass)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }

    private DatabaseGate gate(String url, String password) {
        return new DatabaseGate(config(url, database.user(), password), stream(), clock());
    }

    private Config config(String url, String user, String password) {
        return new SmallRyeConfigBuilder()
                .withDefaultValues(Map.of(
                        "quarkus.http.host", "127.0.0.1",
                        "quarkus.http.port", String.valueOf(port),
                        "quarkus.datasource.jdbc.url", url,
                        "quarkus.datasource.username", user,
                        "quarkus.datasource.password", password))
                .build();
    }

    private CompletableFuture<Void> pass(DatabaseGate gate) {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                gate.pass();
                passed.complete(null);
            } catch (InterruptedException | RuntimeException e) {
                passed.completeExceptionally(e);
            }
        });
        return passed;
    }

    private RawHttp.Answer get(String path) throws IOException {
        return RawHttp.exchange(port, "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private void awaitText(String part) {
        await("the log says " + part).until(() -> text().contains(part));
    }

    private String urlOf(String name) {
        return database.jdbcUrl().replace(database.name(), name);
    }

    private PrintStream stream() {
        return new PrintStream(log, true, StandardCharsets.UTF_8);
    }

    private static Clock clock() {
        return Clock.systemUTC();
    }

    private String text() {
        return log.toString(StandardCharsets.UTF_8);
    }

    private void run(String sql) throws SQLException {
        run(database, sql);
    }

    private static void run(TestDatabase on, String sql) throws SQLException {
        try (Connection connection = on.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
