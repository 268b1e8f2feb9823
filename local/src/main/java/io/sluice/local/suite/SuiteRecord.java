package io.sluice.local.suite;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs, as {@code suite.json} in the data folder has it: for the command line, which looks up the gateways; for
 * {@code ps}; and for the next start, which ends what a killed one left.
 *
 * @param pid of the process that keeps all of it alive
 * @param startedAt when that one started, which tells it from a later owner of the number
 * @param gateways their addresses
 * @param processes in the order of starting
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record SuiteRecord(long pid, @Nullable Instant startedAt, List<String> gateways, List<Entry> processes) {
    static final String FILE = "suite.json";

    /** The system derives a start from its wall clock, which may have been set meanwhile. */
    private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

    /**
     * @param pid null while it does not run
     * @param startedAt of the process, where the system tells it
     * @param restarts how often it was started again after it died
     * @param log absolute
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            String name,
            Role role,
            @Nullable Long pid,
            @Nullable Instant startedAt,
            int port,
            SuiteProcess.State state,
            int restarts,
            String log) {
        /** The process, if it still is the one that was written down. */
        Optional<ProcessHandle> living() {
            return pid == null ? Optional.empty() : SuiteRecord.living(pid, startedAt);
        }
    }

    /** The process that keeps all alive, if it lives. */
    Optional<ProcessHandle> keeper() {
        return living(pid, startedAt);
    }

    static Optional<Instant> startOf(ProcessHandle process) {
        return process.info().startInstant();
    }

    /** Written beside and moved over, so that a reader sees the old or the new one whole. */
    void write(Path data) {
        Path beside = data.resolve(FILE + ".new");
        try {
            Files.write(beside, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
            Files.move(beside, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SuiteFailure(data.resolve(FILE) + " can't be written: " + e.getMessage(), e);
        }
    }

    /** The newest one written, if there is one that can be read. */
    static Optional<SuiteRecord> read(Path data) {
        Path file = data.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.mapper().readValue(file.toFile(), SuiteRecord.class));
        } catch (IOException e) {
            // Cut off by a full disk, say. What it knew is found by the processes' mark as well.
            return Optional.empty();
        }
    }

    private static Optional<ProcessHandle> living(long pid, @Nullable Instant startedAt) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startedAt == null
                        || startOf(process)
                                .filter(start ->
                                        Duration.between(start, startedAt).abs().compareTo(CLOCK_STEP) <= 0)
                                .isPresent());
    }
}
