package io.sluice.service.database;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a service from starting before its database takes connections and writes, for as long as that takes. Meanwhile the
 * process is live and not ready, and what it waits for is a line of the log: at once, when the reason changes, and once a
 * minute. It changes nothing in the database; a migration that fails afterwards ends the process.
 */
public final class DatabaseGate {
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);
    private static final long REPEAT_WARNING_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final String DRIVER_SETTINGS = "quarkus.datasource.jdbc.additional-jdbc-properties.";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");

    private final String url;
    private final Properties credentials;
    private final String host;
    private final int port;
    private final PrintStream log;
    private final Clock clock;

    private @Nullable String warned;
    private long warnedNanos;

    /** With the settings of the service's data source and HTTP server. The log is written to, never closed. */
    public DatabaseGate(Config config, PrintStream log, Clock clock) {
        this.url = config.getValue("quarkus.datasource.jdbc.url", String.class);
        this.credentials = credentials(config);
        this.host = config.getValue("quarkus.http.host", String.class);
        this.port = config.getValue("quarkus.http.port", Integer.class);
        this.log = log;
        this.clock = clock;
    }

    /** Returns when the service may start. For {@code main}, where neither the framework nor its log has started. */
    public static void await() throws InterruptedException {
        new DatabaseGate(ConfigProvider.getConfig(), System.out, Clock.systemDefaultZone()).pass();
    }

    /** Returns when the database can be used: at once, without opening a port, when it can be used now. */
    public void pass() throws InterruptedException {
        Optional<String> obstacle = obstacle();
        if (obstacle.isEmpty()) {
            return;
        }
        WaitingServer server = WaitingServer.listen(host, port);
        try {
            while (obstacle.isPresent()) {
                warn(obstacle.get());
                TimeUnit.NANOSECONDS.sleep(RETRY_INTERVAL.toNanos());
                obstacle = obstacle();
            }
        } finally {
            server.close();
        }
        say("INFO", "the database can be used, this service starts");
    }

    /** Why the database can't be used, in the first line of its own words. */
    private Optional<String> obstacle() {
        try (Connection connection = DriverManager.getConnection(url, credentials)) {
            return isReadOnly(connection) ? Optional.of("it is read-only") : Optional.empty();
        } catch (SQLException e) {
            return Optional.of(firstLine(e));
        }
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("SQLSTATE " + e.getSQLState());
    }

    private static boolean isReadOnly(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show transaction_read_only")) {
            return rows.next() && rows.getString(1).equals("on");
        }
    }

    private void warn(String reason) {
        boolean isNew = !Objects.equals(reason, warned) || System.nanoTime() - warnedNanos >= REPEAT_WARNING_NANOS;
        if (isNew) {
            warned = reason;
            warnedNanos = System.nanoTime();
            say(
                    "WARN",
                    "live and not ready until the database %s can be used, tried every %d s: %s"
                            .formatted(withoutParameters(url), RETRY_INTERVAL.toSeconds(), reason));
        }
    }

    private void say(String level, String text) {
        log.printf("%s %-5s [i.s.s.d.DatabaseGate] %s%n", TIME.format(ZonedDateTime.now(clock)), level, text);
    }

    /** Parameters may hold a password. */
    private static String withoutParameters(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }

    /** With the driver's further settings, such as those of TLS. */
    private static Properties credentials(Config config) {
        Properties properties = new Properties();
        config.getOptionalValue("quarkus.datasource.username", String.class)
                .ifPresent(user -> properties.setProperty("user", user));
        config.getOptionalValue("quarkus.datasource.password", String.class)
                .ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(DRIVER_SETTINGS)) {
                properties.setProperty(
                        name.substring(DRIVER_SETTINGS.length()).replace("\"", ""),
                        config.getValue(name, String.class));
            }
        }
        return properties;
    }
}
