package io.sluice.backends;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The data of one PostgreSQL in a folder, and how it is served: on the loopback address only, to one user with a password.
 * It starts nothing that stays; whoever runs the {@link #command} owns that process. PostgreSQL refuses to run as root, so
 * {@link Unprivileged} says how root runs it.
 *
 * @param folder where the data is; made when missing
 * @param port where it listens
 * @param login who may connect
 * @param durability whether a loss of power may cost data
 */
public record PostgresCluster(Path folder, int port, Login login, Durability durability) {
    /**
     * The one user.
     *
     * @param user the name, a superuser of this server
     * @param password never empty
     */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /** What an end without warning may cost. A kill -9 of the server costs nothing in either. */
    public enum Durability {
        /** What was committed survives a loss of power. */
        KEPT,
        /** Several times faster where disks are slow; for data that is thrown away after the run. */
        THROWN_AWAY
    }

    private static final String DUPLICATE_DATABASE = "42P04";

    /** The data folder, made now if it was missing; then what a dead predecessor left behind is put away. */
    public PostgresCluster prepared() {
        if (!Files.exists(folder.resolve("PG_VERSION"))) {
            initialize();
        }
        putAwayLeftovers();
        return this;
    }

    /** The server as one process in the foreground. SIGINT ends it at once and cleanly, SIGTERM once all have disconnected. */
    public List<String> command() {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(PostgresBinaries.unpacked().program("postgres"), "-D", folder.toString()));
        command.addAll(List.of("-p", String.valueOf(port)));
        settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return Unprivileged.way().command(command);
    }

    /** Whether it serves. */
    public boolean isReady() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Makes a database of this name unless there is one. */
    public void ensureDatabase(String name) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + quoted(name));
        } catch (SQLException e) {
            if (!DUPLICATE_DATABASE.equals(e.getSQLState())) {
                throw new BackendFailure("The database " + name + " could not be made: " + e.getMessage(), e);
            }
        }
    }

    /** The address for JDBC. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The address for the reactive client. */
    public String reactiveUrl(String database) {
        return "postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** A connection of its own, with a bound on how long connecting may take. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl(database) + "?connectTimeout=5&loginTimeout=5&socketTimeout=60",
                login.user(),
                login.password());
    }

    private Map<String, String> settings() {
        boolean kept = durability == Durability.KEPT;
        return Map.ofEntries(
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("unix_socket_directories", ""),
                Map.entry("max_connections", "300"),
                Map.entry("shared_buffers", "64MB"),
                Map.entry("max_wal_size", "512MB"),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"),
                Map.entry("log_min_messages", "warning"),
                Map.entry("log_line_prefix", "%m [%p] %d "),
                Map.entry("fsync", kept ? "on" : "off"),
                Map.entry("full_page_writes", kept ? "on" : "off"));
    }

    private void initialize() {
        Path passwordFile = null;
        try {
            // Left by an attempt that did not finish; initdb wants an empty folder.
            Folders.delete(folder);
            Files.createDirectories(folder);
            passwordFile = Files.createTempFile(
                    folder.toAbsolutePath().getParent(),
                    "postgres-",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passwordFile, login.password());
            Unprivileged.way().give(folder);
            Unprivileged.way().give(passwordFile);
            List<String> command = new ArrayList<>();
            command.addAll(List.of(PostgresBinaries.unpacked().program("initdb"), "-D", folder.toString()));
            command.addAll(List.of("-U", login.user(), "--pwfile=" + passwordFile, "--auth=scram-sha-256"));
            command.addAll(List.of("-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"));
            run(Unprivileged.way().command(command));
        } catch (IOException e) {
            throw new BackendFailure("PostgreSQL's data folder " + folder + " could not be made: " + e, e);
        } finally {
            if (passwordFile != null) {
                Folders.delete(passwordFile);
            }
        }
    }

    private void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                Folders.delete(folder);
                throw new BackendFailure(
                        "PostgreSQL's data folder " + folder + " could not be made: " + lastLine(said));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new BackendFailure("Interrupted while PostgreSQL's data folder was made", e);
        }
    }

    /**
     * PostgreSQL refuses to start while the process named in its lock file lives, whatever that is, and while a process of the
     * dead server does. Both are put away unless the server lives.
     */
    private void putAwayLeftovers() {
        Path lock = folder.resolve("postmaster.pid");
        try {
            if (Files.exists(lock) && Files.readAllLines(lock).stream().limit(1).anyMatch(this::isServer)) {
                return;
            }
            Files.deleteIfExists(lock);
            ServerProcesses.killAll(folder);
        } catch (IOException | UncheckedIOException e) {
            throw new BackendFailure("What an earlier PostgreSQL left in " + folder + " can't be put away: " + e, e);
        }
    }

    /** Not for the number of a dead server that a PostgreSQL of another folder has got since. */
    private boolean isServer(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid.strip()))
                    .filter(ServerProcesses::isPostgres)
                    .filter(process -> ServerProcesses.mayServe(process, folder))
                    .isPresent();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .orElse("it said nothing");
    }
}
