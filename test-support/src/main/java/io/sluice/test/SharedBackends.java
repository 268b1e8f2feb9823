package io.sluice.test;

import io.sluice.backends.Folders;
import io.sluice.backends.FreePorts;
import io.sluice.backends.KafkaBroker;
import io.sluice.backends.PostgresCluster;
import io.sluice.backends.PostgresCluster.Durability;
import io.sluice.backends.PostgresCluster.Login;
import io.sluice.backends.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one PostgreSQL and the one Kafka of this JVM. Quarkus loads tests by class loaders of its own and closes them again,
 * so that a static field would be several, and a broker would lose its classes while it runs: this class is always used as
 * the system class loader has it, and speaks to the others in the JDK's own types alone.
 */
public final class SharedBackends implements Function<String, Map<String, String>> {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable PostgresServer postgres;
    private static @Nullable KafkaBroker kafka;

    /** For the system class loader's copy. Tests use {@link TestDatabase} and {@link TestKafka}. */
    public SharedBackends() {}

    /** Asks the one copy. */
    static Map<String, String> ask(String question) {
        try {
            Object shared = ClassLoader.getSystemClassLoader()
                    .loadClass(SharedBackends.class.getName())
                    .getConstructor()
                    .newInstance();
            @SuppressWarnings("unchecked")
            Function<String, Map<String, String>> function = (Function<String, Map<String, String>>) shared;
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
            try {
                return function.apply(question);
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("The shared backends could not be reached", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The shared backends could not be reached", e);
        }
    }

    /** {@code kafka}, or the first part of the name of a new database. */
    @Override
    public Map<String, String> apply(String question) {
        synchronized (SharedBackends.class) {
            return question.equals("kafka") ? Map.of("bootstrap", kafka()) : database(question);
        }
    }

    private static Map<String, String> database(String basis) {
        PostgresCluster cluster = postgres().cluster();
        String name = basis + "_" + DATABASES.incrementAndGet();
        cluster.ensureDatabase(name);
        return Map.of(
                "name", name,
                "port", String.valueOf(cluster.port()),
                "user", cluster.login().user(),
                "password", cluster.login().password());
    }

    private static PostgresServer postgres() {
        PostgresServer running = postgres;
        if (running == null) {
            Path folder = folder("postgres");
            PostgresCluster cluster = new PostgresCluster(
                    folder.resolve("data"), FreePorts.next(), new Login("sluice", "sluice"), Durability.THROWN_AWAY);
            PostgresServer started = PostgresServer.start(cluster, folder.resolve("log"));
            atExit(started, folder);
            postgres = started;
            running = started;
        }
        return running;
    }

    private static String kafka() {
        KafkaBroker running = kafka;
        if (running == null) {
            Path folder = folder("kafka");
            List<Integer> ports = FreePorts.next(2);
            running = KafkaBroker.start(folder, ports.get(0), ports.get(1));
            atExit(running, folder);
            kafka = running;
        }
        return running.bootstrapServers();
    }

    private static Path folder(String backend) {
        try {
            return Files.createTempDirectory("sluice-test-" + backend + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void atExit(AutoCloseable backend, Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                backend.close();
            } catch (Exception e) {
                System.err.println("A backend of the tests did not stop: " + e);
            }
            Folders.delete(folder);
        }));
    }
}
