package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.local.suite.Role;
import io.sluice.local.suite.SuiteOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The suite against a database and a broker that let nobody in who is not encrypted, certified and logged in. */
@Timeout(240)
class SecuredScenario {
    @TempDir
    private static Path folder;

    private static SecuredBackends backends;
    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        backends = new SecuredBackends(folder);
        SuiteOptions options = Cluster.options("secured").with(Role.GATEWAY, 1).with(Role.AGENT, 1);
        options = with(options, Role.REGISTRY, backends.databaseSettings("registry"));
        options = with(options, Role.DISPATCH, backends.databaseSettings("dispatch"));
        for (Role role : List.of(Role.REGISTRY, Role.DISPATCH, Role.GATEWAY)) {
            options = with(options, role, backends.brokerSettings());
        }
        cluster = Cluster.start(options);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (backends != null) {
            backends.close();
        }
    }

    /** By the gateway's producer, the intake, a node's stream and the gateway's consumer of events. */
    @Test
    void aTaskRunsAndItsEventsCome() {
        Api api = cluster.api(0);
        try (EventStream events = api.events("/api/v1/events", Map.of())) {
            String id = api.submit(Submission.shell("echo through"));

            assertThat(api.awaitEnd(id).path("state").asText()).isEqualTo("SUCCEEDED");
            assertThat(api.log(id)).isEqualTo("through\n");
            events.next(
                    "the task's end",
                    event -> event.data().contains(id) && event.data().contains("SUCCEEDED"));
        }
    }

    @Test
    void everyConnectionToTheDatabaseIsEncrypted() throws SQLException {
        String ofServices =
                "from pg_stat_ssl join pg_stat_activity using (pid) where datname in ('registry', 'dispatch')";

        assertThat(backends.count("select count(distinct datname) " + ofServices))
                .isEqualTo(2);
        assertThat(backends.count("select count(*) " + ofServices + " and not ssl"))
                .isZero();
        assertThatThrownBy(backends::withoutTls).hasMessageContaining("no encryption");
    }

    private static SuiteOptions with(SuiteOptions options, Role role, Map<String, String> settings) {
        SuiteOptions changed = options;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            changed = changed.withSetting(role, setting.getKey(), setting.getValue());
        }
        return changed;
    }
}
