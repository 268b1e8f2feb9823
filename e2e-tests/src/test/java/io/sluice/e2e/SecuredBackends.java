package io.sluice.e2e;

import io.sluice.backends.FreePorts;
import io.sluice.backends.KafkaBroker;
import io.sluice.backends.PostgresCluster;
import io.sluice.backends.PostgresCluster.Durability;
import io.sluice.backends.PostgresCluster.Login;
import io.sluice.backends.PostgresServer;
import io.smallrye.certs.CertificateFiles;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.smallrye.certs.PemCertificateFiles;
import io.smallrye.certs.Pkcs12CertificateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A PostgreSQL that nobody may speak to without TLS, and a Kafka that asks for TLS, the caller's certificate and a password
 * (SCRAM). {@link #databaseSettings} and {@link #brokerSettings} are what the chart writes for such, with paths of here.
 */
final class SecuredBackends implements AutoCloseable {
    private static final String HOST = "localhost";
    private static final String USER = "sluice";
    private static final String PASSWORD = "a password of the tests";
    private static final String STORES = "changeit";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"admin\" password=\"" + PASSWORD + "\"";
    private static final int SCRAM_ITERATIONS = 4096;

    /** The same certificates in both forms. */
    private final PemCertificateFiles pem;

    private final Pkcs12CertificateFiles pkcs12;
    private final Path callers;
    private final PostgresServer postgres;
    private final KafkaBroker kafka;
    private final int kafkaPort;

    /** Starts both, with data and certificates in this folder. */
    SecuredBackends(Path folder) throws Exception {
        List<CertificateFiles> files = new CertificateGenerator(folder, true)
                .generate(new CertificateRequest()
                        .withName("backends")
                        .withPassword(STORES)
                        .withFormats(List.of(Format.PEM, Format.PKCS12))
                        .withCN(HOST)
                        .withSubjectAlternativeName("DNS:" + HOST)
                        .withClientCertificate());
        pem = only(files, PemCertificateFiles.class);
        pkcs12 = only(files, Pkcs12CertificateFiles.class);
        // Nobody signed them: a client trusts the server's own, and the broker, which tries itself, both.
        callers = Files.writeString(
                folder.resolve("callers.crt"),
                Files.readString(pem.certFile()) + Files.readString(pem.clientCertFile()));

        postgres = PostgresServer.start(
                new PostgresCluster(
                        folder.resolve("postgres"),
                        FreePorts.next(),
                        new Login(USER, PASSWORD),
                        Durability.THROWN_AWAY),
                folder.resolve("postgres.log"));
        List.of("registry", "dispatch").forEach(postgres.cluster()::ensureDatabase);
        allowTlsAlone();

        List<Integer> ports = FreePorts.next(2);
        kafkaPort = ports.get(0);
        kafka = KafkaBroker.start(folder.resolve("kafka"), kafkaPort, ports.get(1), listener());
        addScramUser();
    }

    /** The settings of a service whose database is this one. */
    Map<String, String> databaseSettings(String database) {
        String address = "postgresql://" + HOST + ":" + postgres.cluster().port() + "/" + database;
        return Map.of(
                "quarkus.datasource.reactive.url",
                address,
                "quarkus.datasource.jdbc.url",
                "jdbc:" + address,
                "quarkus.datasource.username",
                USER,
                "quarkus.datasource.password",
                PASSWORD,
                "quarkus.datasource.jdbc.additional-jdbc-properties.sslmode",
                "verify-full",
                "quarkus.datasource.jdbc.additional-jdbc-properties.sslrootcert",
                pem.trustFile().toString(),
                "quarkus.datasource.reactive.postgresql.ssl-mode",
                "verify-full",
                "quarkus.datasource.reactive.trust-certificate-pem",
                "true",
                "quarkus.datasource.reactive.trust-certificate-pem.certs",
                pem.trustFile().toString(),
                "quarkus.datasource.reactive.hostname-verification-algorithm",
                "HTTPS");
    }

    /** The settings of every client of the broker. */
    Map<String, String> brokerSettings() {
        return Map.of(
                "kafka.bootstrap.servers",
                HOST + ":" + kafkaPort,
                "kafka.security.protocol",
                "SASL_SSL",
                "kafka.sasl.mechanism",
                "SCRAM-SHA-512",
                "kafka.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                        + PASSWORD + "\";",
                "kafka.ssl.truststore.type",
                "PEM",
                "kafka.ssl.truststore.location",
                pem.trustFile().toString(),
                "kafka.ssl.keystore.type",
                "PKCS12",
                "kafka.ssl.keystore.location",
                pkcs12.clientKeyStoreFile().toString(),
                "kafka.ssl.keystore.password",
                STORES);
    }

    /** Asks the database, over TLS as everybody must. */
    long count(String sql) throws SQLException {
        try (Connection connection = connect("sslmode=verify-full&sslrootcert=" + pem.trustFile());
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** A connection without TLS, which is refused. */
    Connection withoutTls() throws SQLException {
        return connect("sslmode=disable");
    }

    @Override
    public void close() {
        kafka.close();
        postgres.close();
    }

    private Connection connect(String how) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + HOST + ":" + postgres.cluster().port() + "/postgres?" + how, USER, PASSWORD);
    }

    /** The server writes its files itself, so that they are its own whoever it runs as. */
    private void allowTlsAlone() throws SQLException, IOException {
        try (Connection connection = withoutTls();
                Statement statement = connection.createStatement()) {
            write(statement, "server.crt", Files.readString(pem.certFile()));
            write(statement, "server.key", Files.readString(pem.keyFile()));
            write(statement, "pg_hba.conf", "hostssl all all 127.0.0.1/32 scram-sha-256");
            statement.execute("alter system set ssl = on");
            statement.execute("select pg_reload_conf()");
        }
    }

    private static void write(Statement statement, String file, String text) throws SQLException {
        statement.execute("copy (select unnest(string_to_array($text$" + text.strip() + "$text$, E'\\n')))"
                + " to program 'umask 077; cat > " + file + "'");
    }

    private Map<String, String> listener() {
        Map<String, String> settings = new HashMap<>();
        settings.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("advertised.listeners", "CLIENTS://" + HOST + ":" + kafkaPort);
        settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("listener.name.clients.plain.sasl.jaas.config", PLAIN + " user_admin=\"" + PASSWORD + "\";");
        settings.put(
                "listener.name.clients.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("listener.name.clients.ssl.client.auth", "required");
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", pkcs12.keyStoreFile().toString());
        settings.put("ssl.keystore.password", STORES);
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", callers.toString());
        return settings;
    }

    private void addScramUser() throws Exception {
        Map<String, Object> asAdmin = new HashMap<>();
        brokerSettings().forEach((name, value) -> asAdmin.put(name.substring("kafka.".length()), value));
        asAdmin.put("sasl.mechanism", "PLAIN");
        asAdmin.put("sasl.jaas.config", PLAIN + ";");
        try (Admin admin = Admin.create(asAdmin)) {
            var credential = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(USER, credential, PASSWORD)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static <T> T only(List<CertificateFiles> files, Class<T> kind) {
        return files.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }
}
