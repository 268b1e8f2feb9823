package io.sluice.node;

import io.sluice.node.membership.NodeConfig;
import io.sluice.test.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Settings of a node for tests: the defaults, some of them shorter so that nothing has to be waited for, and what a test names. */
public final class NodeSettings {
    private NodeSettings() {}

    /** Of the node {@code n-1}, for the services at that address; over them what the test names, as {@link Settings} takes it. */
    public static NodeConfig at(URI address, Path workDir, String... namesAndValues) {
        String[] settings = {
            "sluice.node.name", "n-1",
            "sluice.node.labels.zone", "a",
            "sluice.node.registry-urls", address.toString(),
            "sluice.node.dispatch-urls", address.toString(),
            "sluice.node.join-token-file", workDir.resolveSibling("join-token").toString(),
            "sluice.node.heartbeat-interval", "200ms",
            "sluice.node.shutdown-wait", "30s",
            "sluice.node.work-dir", workDir.toString(),
            "sluice.node.data-dir", workDir.resolveSibling("own").toString(),
            "sluice.node.min-free-space", "0",
            "sluice.node.min-free-inodes", "0",
            "sluice.node.version", "1.2.3"
        };
        return Settings.of(
                NodeConfig.class,
                Stream.of(settings, namesAndValues).flatMap(Stream::of).toArray(String[]::new));
    }

    /** Writes the join token {@code join-me} into the file that the settings name. */
    public static NodeConfig withToken(NodeConfig config) {
        try {
            Path file = config.joinTokenFile().orElseThrow().toAbsolutePath();
            Files.createDirectories(file.getParent());
            Files.writeString(file, "join-me\n");
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
