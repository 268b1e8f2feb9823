package io.sluice.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.backends.Folders;
import io.sluice.backends.FreePorts;
import io.sluice.backends.PostgresCluster;
import io.sluice.backends.PostgresCluster.Durability;
import io.sluice.backends.PostgresCluster.Login;
import io.sluice.backends.PostgresServer;
import io.sluice.backends.ProcessTable;
import io.sluice.benchmarks.cost.ProcessFamily;
import io.sluice.contracts.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The other queues' programs, and the PostgreSQL that they use: the same program as the suite's, with the same settings, and
 * fsync on. Ends with {@link #close}, or with this JVM.
 */
public final class Peers implements AutoCloseable {
    private final Path programs;
    private final PostgresServer server;

    private Peers(Path programs, PostgresServer server) {
        this.programs = programs;
        this.server = server;
    }

    /**
     * What many jobs that do nothing took.
     *
     * @param rate jobs a second, from the first insert to the last one done
     * @param clientMicros CPU time of a job in the worker's process
     * @param databaseMicros CPU time of a job in PostgreSQL
     */
    public record Backlog(double rate, double clientMicros, double databaseMicros) {}

    /** Ready to be asked; nothing, and a line that says why, where Node.js or the packages are missing. */
    public static Optional<Peers> start(Path project) throws IOException, InterruptedException {
        Path programs = project.resolve("benchmarks/target/peers");
        if (!install(project.resolve("benchmarks/peers"), programs)) {
            System.out.println("peers: skipped, as node or npm is missing, or the packages can't be had");
            return Optional.empty();
        }
        Path data = project.resolve("benchmarks/target/peers-postgres");
        Folders.delete(data);
        PostgresCluster cluster = new PostgresCluster(
                data, FreePorts.next(), new Login("peers", UUID.randomUUID().toString()), Durability.KEPT);
        PostgresServer server = PostgresServer.start(cluster, project.resolve("benchmarks/target/peers-postgres.log"));
        return Optional.of(new Peers(programs, server));
    }

    /** So many jobs that do nothing, inserted and then done. */
    public Backlog backlog(Peer peer, int jobs) throws IOException, InterruptedException {
        try (Worker worker = new Worker(peer.label(), "backlog", jobs)) {
            double clientBefore = ProcessFamily.cpuSeconds(worker.pid());
            double databaseBefore = databaseCpuSeconds();
            JsonNode result = worker.go();
            double client = ProcessFamily.cpuSeconds(worker.pid()) - clientBefore;
            double database = databaseCpuSeconds() - databaseBefore;
            return new Backlog(jobs / result.path("seconds").asDouble(), client * 1e6 / jobs, database * 1e6 / jobs);
        }
    }

    /** Jobs of graphile-worker one by one at a steady rate: from the call that adds one to its start, in milliseconds. */
    public List<Double> latencies(int rate, int jobs) throws IOException, InterruptedException {
        try (Worker worker = new Worker(Peer.GRAPHILE_WORKER.label(), "latency", jobs, rate)) {
            List<Double> millis = new ArrayList<>(jobs);
            worker.go().path("millis").forEach(each -> millis.add(each.asDouble()));
            return millis;
        }
    }

    @Override
    public void close() {
        server.close();
        Folders.delete(server.cluster().folder());
    }

    private double databaseCpuSeconds() throws IOException {
        List<ProcessHandle> all = ProcessTable.workingIn(server.cluster().folder());
        // The server is the one whose parent is none of them; the others are below it.
        return all.stream()
                .filter(process -> process.parent().filter(all::contains).isEmpty())
                .mapToDouble(process -> ProcessFamily.cpuSeconds(process.pid()))
                .sum();
    }

    private static boolean install(Path sources, Path programs) throws IOException, InterruptedException {
        Files.createDirectories(programs);
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                Files.copy(file, programs.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try {
            return succeeds(programs, "node", "--version")
                    && succeeds(programs, "npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean succeeds(Path folder, String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** One run of a peer's program: it says when it is ready, begins when told to, and answers one line of JSON. */
    private final class Worker implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;
        private final Writer told;

        Worker(String program, String what, int... numbers) throws IOException {
            PostgresCluster cluster = server.cluster();
            List<String> command = new ArrayList<>(List.of("node", program + ".cjs", what));
            for (int number : numbers) {
                command.add(String.valueOf(number));
            }
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(programs.toFile()).redirectError(Redirect.INHERIT);
            // The password goes by the environment, which other users can't see.
            builder.environment()
                    .put(
                            "DATABASE_URL",
                            String.format(
                                    "postgres://%s:%s@127.0.0.1:%d/postgres",
                                    cluster.login().user(), cluster.login().password(), cluster.port()));
            this.process = builder.start();
            this.said = process.inputReader(StandardCharsets.UTF_8);
            this.told = process.outputWriter(StandardCharsets.UTF_8);
            expect();
        }

        long pid() {
            return process.pid();
        }

        JsonNode go() throws IOException {
            told.write("go\n");
            told.flush();
            return Json.mapper().readTree(expect());
        }

        private String expect() throws IOException {
            String line = said.readLine();
            if (line == null) {
                throw new IOException("the peer's program ended; what it said is above");
            }
            return line;
        }

        /** It waits for the end of its input, so that what it used can be read before. */
        @Override
        public void close() throws IOException {
            told.close();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
