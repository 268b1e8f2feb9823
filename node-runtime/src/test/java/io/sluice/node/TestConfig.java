package io.sluice.node;

import io.quarkus.runtime.configuration.MemorySize;
import io.sluice.contracts.node.NodeKind;
import io.sluice.node.membership.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of a node as a test wants them. The times are short, so that nothing has to be waited for. */
public record TestConfig(
        boolean enabled,
        Optional<String> name,
        NodeKind kind,
        Map<String, String> labels,
        Map<String, Optional<String>> place,
        int taskCap,
        Optional<List<URI>> registryUrls,
        Optional<List<URI>> dispatchUrls,
        Optional<String> joinToken,
        Optional<Path> joinTokenFile,
        Duration heartbeatInterval,
        Duration selfStop,
        Duration lostAfter,
        Duration reconnectWindow,
        Duration shutdownWait,
        Duration killGrace,
        Duration outputWait,
        MemorySize logLimit,
        Path workDir,
        Path dataDir,
        MemorySize minFreeSpace,
        int minFreeInodes,
        String version)
        implements NodeConfig {
    /** A valid set, for the services at that address. */
    public static TestConfig at(URI address, Path workDir) {
        return new TestConfig(
                true,
                Optional.of("n-1"),
                NodeKind.AGENT,
                Map.of("zone", "a"),
                Map.of(),
                5,
                Optional.of(List.of(address)),
                Optional.of(List.of(address)),
                Optional.empty(),
                Optional.of(workDir.resolveSibling("join-token")),
                Duration.ofMillis(200),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                new MemorySize(BigInteger.valueOf(10 << 20)),
                workDir,
                workDir.resolveSibling("own"),
                new MemorySize(BigInteger.ZERO),
                0,
                "1.2.3");
    }

    /** A valid set with the defaults of the design. */
    public static TestConfig defaults() {
        return at(URI.create("http://sluice:8080"), Path.of("target", "work"))
                .withTokenWritten()
                .withInterval(Duration.ofSeconds(5));
    }

    public TestConfig withName(String newName) {
        return copy(
                Optional.of(newName),
                labels,
                taskCap,
                registryUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                shutdownWait,
                killGrace,
                logLimit);
    }

    public TestConfig withLabels(Map<String, String> newLabels) {
        return copy(
                name,
                newLabels,
                taskCap,
                registryUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                shutdownWait,
                killGrace,
                logLimit);
    }

    public TestConfig withTaskCap(int newCap) {
        return copy(
                name,
                labels,
                newCap,
                registryUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                shutdownWait,
                killGrace,
                logLimit);
    }

    public TestConfig withRegistries(URI... addresses) {
        return copy(
                name,
                labels,
                taskCap,
                Optional.of(List.of(addresses)),
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                shutdownWait,
                killGrace,
                logLimit);
    }

    public TestConfig withJoinToken(Optional<String> token, Optional<Path> file) {
        return copy(
                name,
                labels,
                taskCap,
                registryUrls,
                token,
                file,
                heartbeatInterval,
                selfStop,
                shutdownWait,
                killGrace,
                logLimit);
    }

    public TestConfig withInterval(Duration interval) {
        return copy(
                name,
                labels,
                taskCap,
                registryUrls,
                joinToken,
                joinTokenFile,
                interval,
                selfStop,
                shutdownWait,
                killGrace,
                logLimit);
    }

    public TestConfig withSelfStop(Duration newSelfStop) {
        return copy(
                name,
                labels,
                taskCap,
                registryUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                newSelfStop,
                shutdownWait,
                killGrace,
                logLimit);
    }

    public TestConfig withShutdownWait(Duration wait) {
        return copy(
                name,
                labels,
                taskCap,
                registryUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                wait,
                killGrace,
                logLimit);
    }

    public TestConfig withKillGrace(Duration grace) {
        return copy(
                name,
                labels,
                taskCap,
                registryUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                shutdownWait,
                grace,
                logLimit);
    }

    public TestConfig withLogLimit(long bytes) {
        return copy(
                name,
                labels,
                taskCap,
                registryUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                shutdownWait,
                killGrace,
                new MemorySize(BigInteger.valueOf(bytes)));
    }

    public TestConfig withPlace(Map<String, Optional<String>> where) {
        return new TestConfig(
                enabled,
                name,
                kind,
                labels,
                where,
                taskCap,
                registryUrls,
                dispatchUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                lostAfter,
                reconnectWindow,
                shutdownWait,
                killGrace,
                outputWait,
                logLimit,
                workDir,
                dataDir,
                minFreeSpace,
                minFreeInodes,
                version);
    }

    public TestConfig withOutputWait(Duration wait) {
        return new TestConfig(
                enabled,
                name,
                kind,
                labels,
                place,
                taskCap,
                registryUrls,
                dispatchUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                lostAfter,
                reconnectWindow,
                shutdownWait,
                killGrace,
                wait,
                logLimit,
                workDir,
                dataDir,
                minFreeSpace,
                minFreeInodes,
                version);
    }

    /** Closed while there is less room than this, in bytes, or fewer inodes. */
    public TestConfig withMinFree(long space, int inodes) {
        return new TestConfig(
                enabled,
                name,
                kind,
                labels,
                place,
                taskCap,
                registryUrls,
                dispatchUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                lostAfter,
                reconnectWindow,
                shutdownWait,
                killGrace,
                outputWait,
                logLimit,
                workDir,
                dataDir,
                new MemorySize(BigInteger.valueOf(space)),
                inodes,
                version);
    }

    public TestConfig withDataDir(Path folder) {
        return new TestConfig(
                enabled,
                name,
                kind,
                labels,
                place,
                taskCap,
                registryUrls,
                dispatchUrls,
                joinToken,
                joinTokenFile,
                heartbeatInterval,
                selfStop,
                lostAfter,
                reconnectWindow,
                shutdownWait,
                killGrace,
                outputWait,
                logLimit,
                workDir,
                folder,
                minFreeSpace,
                minFreeInodes,
                version);
    }

    /** Writes the join token {@code join-me} into the file that is named. */
    public TestConfig withTokenWritten() {
        try {
            Path file = joinTokenFile.orElseThrow().toAbsolutePath();
            Files.createDirectories(file.getParent());
            Files.writeString(file, "join-me\n");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestConfig copy(
            Optional<String> newName,
            Map<String, String> newLabels,
            int newCap,
            Optional<List<URI>> registries,
            Optional<String> token,
            Optional<Path> tokenFile,
            Duration interval,
            Duration newSelfStop,
            Duration wait,
            Duration grace,
            MemorySize limit) {
        return new TestConfig(
                enabled,
                newName,
                kind,
                newLabels,
                place,
                newCap,
                registries,
                dispatchUrls,
                token,
                tokenFile,
                interval,
                newSelfStop,
                lostAfter,
                reconnectWindow,
                wait,
                grace,
                outputWait,
                limit,
                workDir,
                dataDir,
                minFreeSpace,
                minFreeInodes,
                version);
    }
}
