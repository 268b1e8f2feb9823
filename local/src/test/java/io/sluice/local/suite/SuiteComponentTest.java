package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real PostgreSQL and Kafka, and stand-ins for the services. */
class SuiteComponentTest {
    /** PostgreSQL, Kafka and six more processes start at once, on two cores that may be busy. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();

    @Test
    void whatWasStoredOutlivesKillsAndRestarts() throws Exception {
        SuiteOptions options = options();
        String token;
        try (Suite suite = Suite.of(options, said::add).start()) {
            token = suite.token();
            store(suite);
            assertThat(SuiteRecord.read(options.data()).orElseThrow().gateways())
                    .isEqualTo(suite.gateways().stream().map(Object::toString).toList());

            suite.crash("kafka");
            suite.crash("postgres");
            suite.crash("agent-1");

            for (String name : List.of("kafka", "postgres", "agent-1")) {
                SuiteProcess process = suite.process(name);
                await(name + " is back")
                        .atMost(START_TIMEOUT)
                        .until(() -> process.restarts() >= 1 && process.state() == SuiteProcess.State.READY);
            }
            assertStored(suite);
        }
        assertThat(Marked.processes(options.data())).isEmpty();
        assertThat(SuiteRecord.read(options.data())).isEmpty();

        try (Suite suite = Suite.of(options, said::add).start()) {
            assertThat(suite.token()).isEqualTo(token);
            assertStored(suite);
        }
        try (Suite suite =
                Suite.of(options.withStart(SuiteOptions.Start.FRESH), said::add).start()) {
            assertThat(suite.token()).isNotEqualTo(token);
        }
    }

    @Test
    void everyServiceIsToldWhereTheOthersAreAndNoMoreSecretsThanItNeeds() throws Exception {
        SuiteOptions options = options()
                .with(Role.REGISTRY, 2)
                .withTaskCap(3)
                .withSetting(Role.AGENT, "sluice.node.heartbeat-interval", "1s");
        try (Suite suite = Suite.of(options, said::add).start()) {
            String registry = settings(suite, "registry-1");
            String gateway = settings(suite, "gateway-1");
            String agent = settings(suite, "agent-1");
            String registries = suite.addresses(Role.REGISTRY).get(0) + ","
                    + suite.addresses(Role.REGISTRY).get(1);

            assertThat(registry)
                    .contains("sluice.registry.dispatch-urls="
                            + suite.addresses(Role.DISPATCH).get(0))
                    .contains("kafka.bootstrap.servers=" + suite.kafkaBootstrapServers())
                    .contains(suite.postgres().jdbcUrl("sluice_registry"))
                    .contains(suite.postgres().login().password());
            assertThat(gateway)
                    .contains("sluice.gateway.registry-urls=" + registries)
                    .contains("sluice.node.task-cap=0")
                    .contains("sluice.auth.service-token-file=");
            assertThat(agent)
                    .contains("sluice.node.name=agent-1")
                    .contains("sluice.node.registry-urls=" + registries)
                    .contains("sluice.node.task-cap=3")
                    .contains("sluice.node.heartbeat-interval=1s")
                    .contains("sluice.auth.join-token-file=")
                    .doesNotContain("service-token")
                    .doesNotContain(suite.postgres().login().password());
        }
    }

    @Test
    void oneProcessCanBeTakenOutAndBroughtBackByAFile() throws Exception {
        SuiteOptions options = options();
        try (Suite suite = Suite.of(options, said::add).start()) {
            SuiteProcess agent = suite.process("agent-1");
            Path request = options.data().resolve("held/agent-1");

            Files.createFile(request);
            await("it is down").atMost(START_TIMEOUT).until(() -> agent.state() == SuiteProcess.State.HELD);
            Files.delete(request);
            await("it is back").atMost(START_TIMEOUT).until(() -> agent.state() == SuiteProcess.State.READY);

            suite.kill("agent-1");
            assertThat(agent.pid()).isEmpty();
            suite.release("agent-1");
            assertThat(agent.restarts()).isZero();
        }
    }

    @Test
    void aTakenPortIsNamedAndNothingIsStarted() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            SuiteOptions options = options().withGatewayPort(other.getLocalPort());
            assertThatThrownBy(() -> Suite.of(options, said::add).start())
                    .isInstanceOf(SuiteFailure.class)
                    .hasMessageContaining("port " + other.getLocalPort() + " (for gateway-1)");
            assertThat(Marked.processes(options.data())).isEmpty();
        }
    }

    @Test
    void aServiceThatDiesWhileStartingEndsEverythingAndIsQuoted() throws Exception {
        SuiteOptions options = options().withSetting(Role.DISPATCH, "fails", "true");
        assertThatThrownBy(() -> Suite.of(options, said::add).start())
                .isInstanceOf(SuiteFailure.class)
                .hasMessageContaining("dispatch-1 ended with exit code 3 while starting")
                .hasMessageContaining("The database is not there.");
        assertThat(Marked.processes(options.data())).isEmpty();
    }

    @Test
    void aServiceThatIsNotBuiltIsNamed() throws Exception {
        SuiteOptions options = SuiteOptions.of(folder.resolve("empty"), folder.resolve("data"));
        assertThatThrownBy(() -> Suite.of(options, said::add).start())
                .isInstanceOf(SuiteFailure.class)
                .hasMessageContaining("node-registry-service")
                .hasMessageContaining("not built");
    }

    @Test
    void leftoversOfAKilledRunAreEnded() throws Exception {
        SuiteOptions options = options();
        Files.createDirectories(options.data());
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "setsid sleep 1000 & wait");
        builder.environment().putAll(Marked.variable(options.data()));
        Process left = builder.start();
        await("both run")
                .atMost(START_TIMEOUT)
                .until(() -> Marked.processes(options.data()).size() >= 2);
        try (Suite suite = Suite.of(options, said::add).start()) {
            assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(said.get(0)).contains("2 processes that an earlier run left behind");
            assertThat(suite.processes()).allMatch(process -> process.state() == SuiteProcess.State.READY);
        }
        assertThat(Marked.processes(options.data())).isEmpty();
    }

    private SuiteOptions options() throws IOException {
        return SuiteOptions.of(StandIn.project(folder.resolve("project")), folder.resolve("data"))
                .with(Role.GATEWAY, 1)
                .with(Role.AGENT, 1)
                .withGatewayPort(0);
    }

    private static void store(Suite suite) throws Exception {
        try (Connection connection = suite.postgres().connect("sluice_registry");
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept (id int)");
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", suite.kafkaBootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private static void assertStored(Suite suite) throws Exception {
        try (Connection connection = suite.postgres().connect("sluice_registry");
                Statement statement = connection.createStatement()) {
            statement.execute("select * from kept");
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", suite.kafkaBootstrapServers()))) {
            assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS)).contains("kept");
        }
    }

    private static String settings(Suite suite, String name) throws IOException {
        try (InputStream in =
                suite.process(name).address().resolve("/settings").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
