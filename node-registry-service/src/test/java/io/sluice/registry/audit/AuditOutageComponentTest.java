package io.sluice.registry.audit;

import static io.sluice.registry.RegistryClient.gateway;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sluice.registry.RegistryComponent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The database is taken away: who reads through the entity is told the same as who reads by SQL. */
@QuarkusTest
@RegistryComponent
class AuditOutageComponentTest {
    private static final String AUDIT = "/internal/v1/audit?limit=1";

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String jdbcUrl;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @Test
    void theAuditOfADatabaseThatIsAwayIsUnavailableAndBackWithIt() throws Exception {
        String server = jdbcUrl.substring(0, jdbcUrl.lastIndexOf('/'));
        String database = jdbcUrl.substring(jdbcUrl.lastIndexOf('/') + 1);
        gateway().get(AUDIT).then().statusCode(200);
        try (Connection admin = DriverManager.getConnection(server + "/postgres", user, password);
                Statement statement = admin.createStatement()) {
            statement.execute("alter database " + database + " with allow_connections false");
            try {
                statement.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database + "'");
                Response bySql = gateway().get("/internal/v1/nodes");
                Response byEntity = gateway().get(AUDIT);

                assertThat(bySql.statusCode()).isEqualTo(503);
                assertThat(byEntity.statusCode()).isEqualTo(503);
                assertThat(byEntity.asString()).isEqualTo(bySql.asString()).contains("upstream-unavailable");
                assertThat(byEntity.header("Retry-After")).isEqualTo(bySql.header("Retry-After"));
            } finally {
                statement.execute("alter database " + database + " with allow_connections true");
            }
        }

        gateway().get(AUDIT).then().statusCode(200);
    }
}
