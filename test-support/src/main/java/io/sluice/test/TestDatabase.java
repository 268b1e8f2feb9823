package io.sluice.test;

import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/**
 * A new, empty database on the one PostgreSQL that the tests of this JVM share. The first starts the server (about 2 s); it
 * ends with the JVM, however that ends.
 *
 * @param name of the database
 * @param port of the server, on 127.0.0.1
 * @param user a superuser
 * @param password theirs
 */
public record TestDatabase(String name, int port, String user, String password) {
    /** A new one, whose name begins so. */
    public static TestDatabase create(String name) {
        Map<String, String> answer = SharedBackends.ask(name);
        return new TestDatabase(
                answer.getOrDefault("name", name),
                Integer.parseInt(answer.getOrDefault("port", "0")),
                answer.getOrDefault("user", ""),
                answer.getOrDefault("password", ""));
    }

    /** The address for JDBC and Flyway. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** The address for the reactive client. */
    public String reactiveUrl() {
        return "postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** For the reactive client; new ones at each call, to be changed at will. */
    public PgConnectOptions connectOptions() {
        return PgConnectOptions.fromUri(reactiveUrl()).setUser(user).setPassword(password);
    }

    /** A connection of its own, to be closed by the caller. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, password);
    }
}
