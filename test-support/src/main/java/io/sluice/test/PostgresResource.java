package io.sluice.test;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * A new database for each start of the application under test. Its name may be given: {@code @WithTestResource(value =
 * PostgresResource.class, initArgs = @ResourceArg(name = "database", value = "registry"))}.
 */
public class PostgresResource implements QuarkusTestResourceLifecycleManager {
    private String database = "sluice";

    @Override
    public void init(Map<String, String> arguments) {
        database = arguments.getOrDefault("database", database);
    }

    @Override
    public Map<String, String> start() {
        TestDatabase fresh = TestDatabase.create(database);
        return Map.of(
                "quarkus.datasource.reactive.url", fresh.reactiveUrl(),
                "quarkus.datasource.jdbc.url", fresh.jdbcUrl(),
                "quarkus.datasource.username", fresh.user(),
                "quarkus.datasource.password", fresh.password());
    }

    /** The server goes on for the tests that follow. */
    @Override
    public void stop() {}
}
